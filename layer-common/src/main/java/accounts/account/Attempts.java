package accounts.account;

import accounts.store.StoreUnavailableException;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides anew about a member who is not as read any more, a few times. */
public final class Attempts {
  private static final int MOST = 3;

  private Attempts() {}

  /**
   * @param attempt reads, decides and changes; nothing if what it read is {@link
   *     AccountStore.Change#STALE}
   * @return what the first attempt gave that was not
   * @throws StoreUnavailableException if none was
   */
  public static <T> T untilNotStale(Supplier<Optional<T>> attempt) {
    for (int i = 1; i <= MOST; i++) {
      Optional<T> result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
    }
    throw new StoreUnavailableException(
        "The table", new IllegalStateException("The member changes all the time"));
  }
}
