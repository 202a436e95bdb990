package accounts.local.lambda;

import accounts.local.net.ChildProcess;
import accounts.local.net.LocalStackException;
import accounts.local.net.OpenConnections;
import accounts.local.template.FunctionDefinition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The environments of one function and the calls that wait for one. An environment is started when
 * a call finds none free; a free one takes the oldest call. Thread-safe.
 */
final class FunctionPool {
  /** Generous: on a busy machine a JVM takes seconds to start. Lambda allows 10 s. */
  private static final Duration INIT_LIMIT = Duration.ofSeconds(60);

  private final FunctionDefinition function;
  private final Launcher launcher;
  private final ScheduledExecutorService timer;
  private final int limit;
  private final boolean timeouts;
  private final boolean snapStart;
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Invocation> waiting = new ArrayDeque<>();
  private final List<Environment> environments = new ArrayList<>();
  private boolean closed;

  /**
   * @param limit how many environments there may be
   * @param snapStart whether environments start from a snapshot
   * @param timeouts off while a debugger holds the function
   */
  FunctionPool(
      FunctionDefinition function,
      Launcher launcher,
      ScheduledExecutorService timer,
      int limit,
      boolean snapStart,
      boolean timeouts) {
    this.function = function;
    this.launcher = launcher;
    this.timer = timer;
    this.limit = limit;
    this.snapStart = snapStart;
    this.timeouts = timeouts;
  }

  FunctionDefinition function() {
    return function;
  }

  CompletableFuture<InvocationResult> invoke(byte[] event) {
    Invocation invocation = new Invocation(event);
    lock.lock();
    try {
      if (closed) {
        invocation.result().complete(InvocationResult.error("Stopped", "The stack is stopping"));
      } else {
        waiting.add(invocation);
        startWhereNeeded();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    return invocation.result();
  }

  private void startWhereNeeded() {
    while (!closed
        && environments.size() < limit
        && waiting.size() > environments.stream().filter(Environment::isAvailable).count()) {
      start();
    }
  }

  private void start() {
    Environment environment = new Environment(launcher.newId(function));
    environments.add(environment);
    try {
      environment.process = launcher.launch(function, environment.id(), snapStart);
    } catch (RuntimeException e) {
      environments.remove(environment);
      failOldest(
          InvocationResult.error("Runtime.InvalidEntrypoint", String.valueOf(e.getMessage())));
      return;
    }
    environment.process.onExit(status -> ended(environment, status));
    schedule(environment, INIT_LIMIT, () -> initTimedOut(environment));
  }

  boolean isSnapStart() {
    return snapStart;
  }

  List<Checkpoint> checkpoints() {
    lock.lock();
    try {
      return List.copyOf(checkpoints);
    } finally {
      lock.unlock();
    }
  }

  /** Starts an environment if there is none. */
  void publish() {
    lock.lock();
    try {
      if (!closed && environments.isEmpty()) {
        start();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until an environment is ready for calls. */
  void awaitPublished() throws InterruptedException {
    lock.lock();
    try {
      while (!closed
          && !environments.isEmpty()
          && environments.stream().noneMatch(e -> e.checkpointed || e.initialised)) {
        changed.await();
      }
      if (!closed && environments.isEmpty()) {
        throw new LocalStackException(
            "The function %s did not come to its checkpoint; see what it wrote above."
                .formatted(function.logicalId()));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Holds the environment at its checkpoint until a call needs it.
   *
   * @param runtimeApiPort of the one connection that it may have
   * @return false once the environment is at its end
   */
  boolean restore(Environment environment, int runtimeApiPort) throws InterruptedException {
    lock.lock();
    try {
      environment.cancelLimit();
      ChildProcess process = environment.process;
      List<String> open =
          process == null ? List.of() : OpenConnections.of(process.pid(), runtimeApiPort);
      checkpoints.add(new Checkpoint(function.logicalId(), environment.id(), open));
      open.forEach(
          peer ->
              launcher.log(
                  function,
                  "A connection to %s is open at the checkpoint; on Lambda it is dead after it"
                      .formatted(peer)));
      environment.checkpointed = true;
      changed.signalAll();
      while (!environment.isGone() && !isNeeded()) {
        changed.await();
      }
      environment.checkpointed = false;
      if (environment.isGone()) {
        return false;
      }
      schedule(environment, INIT_LIMIT, () -> initTimedOut(environment));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether more calls wait than environments are up, or on their way up. */
  private boolean isNeeded() {
    return waiting.size()
        > environments.stream().filter(e -> e.isAvailable() && !e.checkpointed).count();
  }

  /** The next call for the environment; waits for one. Empty once the environment is at its end. */
  Optional<Invocation> next(Environment environment) throws InterruptedException {
    lock.lock();
    try {
      environment.initialised = true;
      environment.cancelLimit();
      while (!environment.isGone() && waiting.isEmpty()) {
        changed.await();
      }
      if (environment.isGone()) {
        return Optional.empty();
      }
      Invocation invocation = waiting.remove();
      environment.current = invocation;
      invocation.handOver();
      schedule(environment, function.timeout(), () -> timedOut(environment, invocation));
      return Optional.of(invocation);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the call that the environment runs; false if it runs no such call. */
  boolean finish(Environment environment, String invocationId, InvocationResult result) {
    lock.lock();
    try {
      Invocation invocation = environment.current;
      if (invocation == null || !invocation.id().equals(invocationId)) {
        return false;
      }
      environment.current = null;
      environment.cancelLimit();
      return invocation.result().complete(result.after(invocation.duration()));
    } finally {
      lock.unlock();
    }
  }

  void initFailed(Environment environment, InvocationResult error) {
    lock.lock();
    try {
      environment.initError = error;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Environment find(String id) {
    lock.lock();
    try {
      return environments.stream().filter(e -> e.id().equals(id)).findFirst().orElse(null);
    } finally {
      lock.unlock();
    }
  }

  List<Long> processes() {
    lock.lock();
    try {
      List<Long> found = new ArrayList<>();
      for (Environment environment : environments) {
        ChildProcess process = environment.process;
        if (process != null && !environment.isGone()) {
          found.add(process.pid());
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all environments, and waits until they are gone. */
  void endProcesses() throws InterruptedException {
    lock.lock();
    try {
      environments.forEach(Environment::kill);
      while (!environments.isEmpty()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void schedule(Environment environment, Duration delay, Runnable task) {
    environment.cancelLimit();
    if (timeouts) {
      environment.limit = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void timedOut(Environment environment, Invocation invocation) {
    lock.lock();
    try {
      if (environment.current == invocation) {
        environment.kill();
        double seconds = function.timeout().toMillis() / 1000.0;
        String message =
            String.format(
                Locale.ROOT, "%s Task timed out after %.2f seconds", invocation.id(), seconds);
        launcher.log(function, message);
        finish(environment, invocation.id(), InvocationResult.error("Sandbox.Timedout", message));
      }
    } finally {
      lock.unlock();
    }
  }

  private void initTimedOut(Environment environment) {
    lock.lock();
    try {
      if (!environment.initialised && !environment.dead) {
        environment.initError =
            InvocationResult.error(
                "Sandbox.Timedout",
                "The function did not start within %d s".formatted(INIT_LIMIT.toSeconds()));
        environment.kill();
      }
    } finally {
      lock.unlock();
    }
  }

  private void ended(Environment environment, int status) {
    lock.lock();
    try {
      environment.dead = true;
      environments.remove(environment);
      changed.signalAll();
      if (closed) {
        return;
      }
      InvocationResult failure =
          environment.initError != null
              ? environment.initError
              : InvocationResult.error(
                  "Runtime.ExitError", "Runtime exited with error: exit status " + status);
      Invocation current = environment.current;
      if (current != null) {
        finish(environment, current.id(), failure);
      } else if (!environment.initialised) {
        failOldest(failure);
      }
      startWhereNeeded();
    } finally {
      lock.unlock();
    }
  }

  private void failOldest(InvocationResult failure) {
    Invocation oldest = waiting.poll();
    if (oldest != null) {
      oldest.result().complete(failure);
    }
  }

  /** Ends every environment; calls that run or wait fail. */
  void close() {
    lock.lock();
    try {
      closed = true;
      InvocationResult stopped = InvocationResult.error("Stopped", "The stack is stopping");
      for (Environment environment : environments) {
        environment.kill();
        if (environment.current != null) {
          environment.current.result().complete(stopped);
        }
      }
      waiting.forEach(invocation -> invocation.result().complete(stopped));
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
