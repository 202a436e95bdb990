package accounts.http;

import accounts.json.Json;
import accounts.snapstart.Priming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line of JSON per request. It holds nothing that a client sent but method and path, and
 * of a cause only what cannot quote a value: classes and places in the code, and what the stores'
 * clients say.
 */
public final class RequestLog {
  private static final int FRAMES = 12;
  private static final int CAUSES = 5;
  private static final Set<String> NETWORK =
      Set.of(
          "java.net.ConnectException",
          "java.net.SocketException",
          "java.net.SocketTimeoutException",
          "java.net.UnknownHostException");

  private final Consumer<String> sink;

  public RequestLog(Consumer<String> sink) {
    this.sink = sink;
  }

  /** To standard output, which Lambda takes line by line into CloudWatch. */
  public static RequestLog toStandardOutput() {
    return new RequestLog(System.out::println);
  }

  /**
   * Writes the line: the entries, then the cause if there is one. What was done for priming is no
   * request: of that only failures are written, as warnings.
   */
  public void write(Map<String, Object> entries, Optional<Throwable> cause) {
    Map<String, Object> line = new LinkedHashMap<>();
    boolean priming = Priming.isRunning();
    line.put("level", cause.isEmpty() ? "INFO" : priming ? "WARN" : "ERROR");
    if (priming) {
      line.put("event", "priming");
    }
    line.putAll(entries);
    cause.ifPresent(c -> line.put("cause", describe(c)));
    String text = Json.write(line);
    if (!priming || cause.isPresent()) {
      sink.accept(text);
    }
  }

  private static List<String> describe(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    @Nullable Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      lines.add((depth == 0 ? "" : "Caused by: ") + name(cause));
      StackTraceElement[] frames = cause.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        lines.add("  at " + frames[i]);
      }
      cause = cause.getCause();
    }
    return lines;
  }

  private static String name(Throwable cause) {
    String type = cause.getClass().getName();
    boolean quotesNothing =
        type.startsWith("accounts.")
            // Not the services' own: SES quotes the recipient.
            || type.startsWith("software.amazon.awssdk.core.")
            || type.startsWith("redis.clients.jedis.")
            || NETWORK.contains(type);
    return quotesNothing ? type + ": " + cause.getMessage() : type;
  }
}
