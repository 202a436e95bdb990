package accounts.mailredrive;

import accounts.Services;
import accounts.http.RequestLog;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Called by hand: {@code {"olderThanMinutes": 5, "next": "..."}} to counts. Both may be left out;
 * {@code next} is what an earlier call that ran out of time gave back.
 */
public final class MailRedriveHandler
    implements RequestHandler<@Nullable Map<String, Object>, Map<String, Object>> {
  private static final int DEFAULT_MINUTES = 5;
  private static final int MOST_MINUTES = 24 * 60;

  /** What of the function's time is kept for the mail that it is at, and for the answer. */
  private static final int RESERVE_MILLIS = 30_000;

  private final Redrive redrive;
  private final RequestLog log;

  public MailRedriveHandler() {
    this(Services.fromEnvironment());
  }

  private MailRedriveHandler(Services services) {
    this(new Redrive(services.outbox(), services.clock()), services.log());
  }

  MailRedriveHandler(Redrive redrive, RequestLog log) {
    this.redrive = redrive;
    this.log = log;
  }

  /**
   * @throws IllegalArgumentException if the event is not as said above
   */
  @Override
  public Map<String, Object> handleRequest(@Nullable Map<String, Object> event, Context context) {
    Map<String, Object> given = event == null ? Map.of() : event;
    Redrive.Report report =
        redrive.run(
            Duration.ofMinutes(minutes(given.get("olderThanMinutes"))),
            next(given.get("next")),
            () -> context.getRemainingTimeInMillis() > RESERVE_MILLIS);
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("requeued", report.requeued());
    counts.put("expired", report.expired());
    counts.put("skipped", report.skipped());
    counts.put("failed", report.failed());
    counts.put("complete", report.next().isEmpty());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", context.getAwsRequestId());
    line.put("function", context.getFunctionName());
    line.putAll(counts);
    log.write(line, Optional.empty());
    report.next().ifPresent(next -> counts.put("next", next));
    return counts;
  }

  private static int minutes(@Nullable Object value) {
    if (value == null) {
      return DEFAULT_MINUTES;
    }
    if (value instanceof Integer minutes && minutes >= 0 && minutes <= MOST_MINUTES) {
      return minutes;
    }
    throw new IllegalArgumentException(
        "olderThanMinutes must be a whole number from 0 to " + MOST_MINUTES);
  }

  private static Optional<String> next(@Nullable Object value) {
    if (value == null || "".equals(value)) {
      return Optional.empty();
    }
    if (value instanceof String next) {
      return Optional.of(next);
    }
    throw new IllegalArgumentException("next must be what an earlier call gave back");
  }
}
