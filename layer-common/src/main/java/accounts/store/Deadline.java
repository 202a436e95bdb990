package accounts.store;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * By when a request has to be answered. An endpoint makes several calls to its stores, each with a
 * limit of its own; without a common one, a store that is slow and not gone would let the function
 * run into its timeout, which answers nothing and undoes nothing.
 */
public final class Deadline {
  /** What of a function's time is kept for its answer. */
  private static final Duration RESERVE = Duration.ofMillis(700);

  private static final Duration SHORTEST = Duration.ofMillis(50);

  private static final ScopedValue<Long> END = ScopedValue.newInstance();

  private Deadline() {}

  /**
   * Runs the task with a deadline a little before that time is over.
   *
   * @param time what is left to the function
   */
  public static <T> T within(Duration time, Supplier<T> task) {
    return ScopedValue.where(END, end(time)).call(task::get);
  }

  /** Tells the request that runs from others; nothing where none does. */
  public static Optional<Object> request() {
    return END.isBound() ? Optional.of(END.get()) : Optional.empty();
  }

  /** As {@link #within(Duration, Supplier)}, for a task without a result. */
  public static void within(Duration time, Runnable task) {
    ScopedValue.where(END, end(time)).run(task);
  }

  private static long end(Duration time) {
    return System.nanoTime() + time.minus(RESERVE).toNanos();
  }

  /**
   * How long a call may take that is to leave so much time for later ones.
   *
   * @param store names it in messages
   * @param most the call's own limit, and the answer where there is no deadline
   * @param leave what later calls need
   * @throws StoreUnavailableException if hardly anything is left
   */
  public static Duration limit(String store, Duration most, Duration leave) {
    if (!END.isBound()) {
      return most;
    }
    Duration left = Duration.ofNanos(END.get() - System.nanoTime()).minus(leave);
    if (left.compareTo(SHORTEST) < 0) {
      throw new StoreUnavailableException(store);
    }
    return left.compareTo(most) < 0 ? left : most;
  }

  /**
   * Makes sure that there is time for a call.
   *
   * @throws StoreUnavailableException if there is not
   */
  public static void require(String store, Duration time) {
    if (END.isBound() && END.get() - System.nanoTime() < time.toNanos()) {
      throw new StoreUnavailableException(store);
    }
  }
}
