package accounts.benchmarks;

import accounts.local.LocalStack;
import accounts.local.lambda.InvocationResult;
import java.util.function.Supplier;

/**
 * A function, and calls of it that succeed.
 *
 * @param function its logical id
 * @param prepare puts what a call needs into the stores, and makes its event; each is for one call
 * @param success what is in the answer to each, and in no other
 * @param isLong whether a call takes so long that few are made: it computes a password's hash, or
 *     reads the whole table
 */
record Scenario(String function, Supplier<String> prepare, String success, boolean isLong) {
  /**
   * What a call took, in milliseconds.
   *
   * @param wall with the wait for a JVM
   * @param inside from the event's handing over to the answer
   */
  record Time(double wall, double inside) {}

  /** A call, prepared. */
  record Call(Scenario scenario, String event) {
    /** Makes the call. */
    Time run(LocalStack stack) {
      long start = System.nanoTime();
      InvocationResult result = stack.invoke(scenario.function, event);
      double wall = (System.nanoTime() - start) / 1e6;
      if (result.isError() || !result.text().contains(scenario.success)) {
        throw new IllegalStateException(scenario.function + " answered " + result.text());
      }
      return new Time(wall, result.duration().toNanos() / 1e6);
    }
  }

  Call call() {
    return new Call(this, prepare.get());
  }

  /** Without the ending that all have. */
  String name() {
    return function.replace("Function", "");
  }
}
