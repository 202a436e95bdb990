package accounts.local.lambda;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A call that waits for, or runs in, an environment. */
final class Invocation {
  private final String id = UUID.randomUUID().toString();
  private final byte[] event;
  private final CompletableFuture<InvocationResult> result = new CompletableFuture<>();

  Invocation(byte[] event) {
    this.event = event;
  }

  String id() {
    return id;
  }

  byte[] event() {
    return event;
  }

  CompletableFuture<InvocationResult> result() {
    return result;
  }
}
