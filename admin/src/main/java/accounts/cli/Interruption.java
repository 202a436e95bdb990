package accounts.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets long work come to its own end when the command is interrupted (Ctrl-C, SIGTERM), before the
 * JVM is gone.
 */
final class Interruption {
  private static final int LONGEST_SECONDS = 60;

  /** Work of a command. */
  interface Work {
    int run() throws IOException;
  }

  private Interruption() {}

  /**
   * Does the work.
   *
   * @param what is said to {@code err} when it is interrupted
   * @param stop has the work come to its end soon; called by another thread
   */
  static int stoppable(PrintWriter err, String what, Runnable stop, Work work) throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              err.println(what);
              stop.run();
              await(done);
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.run();
    } finally {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It is running.
      }
    }
  }

  private static void await(CountDownLatch done) {
    try {
      boolean ended = done.await(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
