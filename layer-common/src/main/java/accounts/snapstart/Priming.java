package accounts.snapstart;

/**
 * Tells whether the code runs for real or is being primed: run once before the snapshot, so that
 * its classes are loaded and compiled when the first request comes. What is told to the outside
 * about requests (log lines, metrics) is not told then.
 */
public final class Priming {
  private static final ScopedValue<Boolean> RUNNING = ScopedValue.newInstance();

  private Priming() {}

  /** Whether the current thread is priming. */
  public static boolean isRunning() {
    return RUNNING.isBound();
  }

  /** Runs the task as priming. */
  public static void run(Runnable task) {
    ScopedValue.where(RUNNING, true).run(task);
  }
}
