package accounts.local.lambda;

import accounts.local.net.ChildProcess;
import org.jspecify.annotations.Nullable;

/** An execution environment: a JVM that runs one call at a time. Guarded by its pool's lock. */
final class Environment {
  private final String id;
  @Nullable ChildProcess process;
  @Nullable Invocation current;
  @Nullable InvocationResult initError;
  boolean initialised;
  boolean dead;

  Environment(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  boolean isAvailable() {
    return !dead && current == null;
  }

  void kill() {
    dead = true;
    if (process != null) {
      process.kill();
    }
  }
}
