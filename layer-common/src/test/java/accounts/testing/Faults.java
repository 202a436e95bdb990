package accounts.testing;

import accounts.store.StoreUnavailableException;
import java.io.IOException;

/** Lets a fake be a store that cannot be reached. */
public final class Faults {
  private int passing = Integer.MAX_VALUE;

  /** From now on every call fails, but for that many first. */
  public void failAfter(int calls) {
    passing = calls;
  }

  public void recover() {
    passing = Integer.MAX_VALUE;
  }

  /** Called by the fake at the start of each call. */
  public void check() {
    if (passing == 0) {
      throw new StoreUnavailableException("The fake", new IOException("unreachable"));
    }
    if (passing != Integer.MAX_VALUE) {
      passing--;
    }
  }
}
