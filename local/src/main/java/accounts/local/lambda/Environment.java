package accounts.local.lambda;

import accounts.local.net.ChildProcess;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** An execution environment: a JVM that runs one call at a time. Guarded by its pool's lock. */
final class Environment {
  private final String id;
  @Nullable ChildProcess process;
  @Nullable Invocation current;
  @Nullable InvocationResult initError;

  /** What ends the environment if its start, or its call, takes too long. */
  @Nullable Future<?> limit;

  boolean initialised;

  /** Whether it waits, ready for its snapshot, to be restored. */
  boolean checkpointed;

  boolean dead;

  Environment(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  boolean isAvailable() {
    return !isGone() && current == null;
  }

  /** Whether its process has ended, noticed or not. */
  boolean isGone() {
    return dead || (process != null && !process.isAlive());
  }

  void cancelLimit() {
    if (limit != null) {
      limit.cancel(false);
      limit = null;
    }
  }

  void kill() {
    dead = true;
    if (process != null) {
      process.kill();
    }
  }
}
