package accounts.store;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a change that holds only if what it was decided on is still so: if not, all is read and
 * decided anew.
 */
public final class Attempts {
  /** Who changes so often in between is changed by a program. */
  private static final int MOST = 3;

  private Attempts() {}

  /**
   * What the change led to.
   *
   * @param attempt reads, decides and changes; nothing if what it read has changed meanwhile
   * @throws StoreUnavailableException if that was so three times
   */
  public static <T> T run(Supplier<Optional<T>> attempt) {
    for (int i = 1; i <= MOST; i++) {
      Optional<T> result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
      Transaction.pause(i);
    }
    throw new StoreUnavailableException(
        "The table", new IllegalStateException("What is to be changed changes all the time"));
  }
}
