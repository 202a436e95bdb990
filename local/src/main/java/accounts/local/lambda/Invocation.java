package accounts.local.lambda;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A call that waits for, or runs in, an environment. */
final class Invocation {
  private final String id = UUID.randomUUID().toString();
  private final byte[] event;
  private final CompletableFuture<InvocationResult> result = new CompletableFuture<>();

  /** When the function got it, by {@link System#nanoTime}. */
  private volatile long handedOver;

  Invocation(byte[] event) {
    this.event = event;
  }

  String id() {
    return id;
  }

  byte[] event() {
    return event;
  }

  void handOver() {
    handedOver = System.nanoTime();
  }

  Duration duration() {
    return Duration.ofNanos(System.nanoTime() - handedOver);
  }

  CompletableFuture<InvocationResult> result() {
    return result;
  }
}
