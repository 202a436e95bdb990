package accounts.local.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A process of the stack, whose output goes line by line to a consumer. */
public final class ChildProcess implements AutoCloseable {
  /** How long a process may take to end by itself. */
  private static final long GRACE_MILLIS = 1500;

  private final Process process;
  private volatile boolean closing;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /** Starts the process. Lines that come once it is being ended are dropped. */
  public static ChildProcess start(ProcessBuilder builder, Consumer<String> lines) {
    try {
      ChildProcess child = new ChildProcess(builder.redirectErrorStream(true).start());
      Thread.ofVirtual().start(() -> child.pump(lines));
      return child;
    } catch (IOException e) {
      throw new LocalStackException(
          "%s cannot be started: %s.".formatted(builder.command().getFirst(), e.getMessage()), e);
    }
  }

  private void pump(Consumer<String> lines) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!closing) {
          lines.accept(line);
        }
      }
    } catch (IOException e) {
      // The process ended while its output was read.
      return;
    }
  }

  /** Calls the handler with the exit status when the process has ended. */
  public void onExit(IntConsumer handler) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                handler.accept(process.waitFor());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, and drops what it still says. */
  public void kill() {
    closing = true;
    process.destroyForcibly();
  }

  /**
   * Ends it by the end of its standard input, and by force where it does not heed that; waits for
   * the end.
   */
  @Override
  public void close() {
    closing = true;
    List<ProcessHandle> descendants = process.descendants().toList();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
