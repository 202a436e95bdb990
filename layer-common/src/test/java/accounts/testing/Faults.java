package accounts.testing;

import accounts.store.StoreUnavailableException;
import java.io.IOException;

/** Lets a fake be a store that cannot be reached, or that others use too. */
public final class Faults {
  private int passing = Integer.MAX_VALUE;
  private int failing = Integer.MAX_VALUE;
  private int undisturbed = Integer.MAX_VALUE;
  private Runnable disturbance = () -> {};

  /** From now on every call fails, but for that many first. */
  public void failAfter(int calls) {
    passing = calls;
    failing = Integer.MAX_VALUE;
  }

  /** The call after that many fails, and no other. */
  public void failOnceAfter(int calls) {
    passing = calls;
    failing = 1;
  }

  public void recover() {
    passing = Integer.MAX_VALUE;
  }

  /** Has something done, once, by somebody else just before the call after that many. */
  public void disturbAfter(int calls, Runnable what) {
    undisturbed = calls;
    disturbance = what;
  }

  /** Called by the fake at the start of each call. */
  public void check() {
    if (undisturbed == 0) {
      undisturbed = Integer.MAX_VALUE;
      disturbance.run();
    } else if (undisturbed != Integer.MAX_VALUE) {
      undisturbed--;
    }
    if (passing == 0) {
      failing -= failing == Integer.MAX_VALUE ? 0 : 1;
      passing = failing == 0 ? Integer.MAX_VALUE : 0;
      throw new StoreUnavailableException("The fake", new IOException("unreachable"));
    }
    if (passing != Integer.MAX_VALUE) {
      passing--;
    }
  }
}
