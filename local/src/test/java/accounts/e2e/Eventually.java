package accounts.e2e;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what comes in its own time. */
public final class Eventually {
  /** Far more than anything here takes; a test that waits so long has failed. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Eventually() {}

  /** The value, once it is as expected. */
  public static <T> T get(Supplier<T> value, Predicate<T> expected, String what) {
    long end = System.nanoTime() + LONGEST.toNanos();
    T last = value.get();
    while (!expected.test(last)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited for " + what + ", got " + last);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
      last = value.get();
    }
    return last;
  }
}
