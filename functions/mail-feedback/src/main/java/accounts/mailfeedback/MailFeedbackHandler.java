package accounts.mailfeedback;

import accounts.Services;
import accounts.http.RequestLog;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.SNSEvent.SNS;
import com.amazonaws.services.lambda.runtime.events.SNSEvent.SNSRecord;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the events of the configuration set: bounces, complaints, rejections. What cannot be read
 * is logged and left, for it would be no clearer the next time. What cannot be recorded fails the
 * call after all else is done; Lambda repeats it twice and then hands it to the dead-letter queue.
 */
public final class MailFeedbackHandler implements RequestHandler<SNSEvent, @Nullable Void> {
  private final RecordFeedback recordFeedback;
  private final Clock clock;
  private final RequestLog log;

  public MailFeedbackHandler() {
    this(Services.fromEnvironment());
  }

  private MailFeedbackHandler(Services services) {
    this(
        new RecordFeedback(services.members(), services.metrics()),
        services.clock(),
        services.log());
  }

  MailFeedbackHandler(RecordFeedback recordFeedback, Clock clock, RequestLog log) {
    this.recordFeedback = recordFeedback;
    this.clock = clock;
    this.log = log;
  }

  @Override
  public @Nullable Void handleRequest(SNSEvent event, Context context) {
    Optional<RuntimeException> failure = Optional.empty();
    for (SNSRecord record : event.getRecords()) {
      if (record.getSNS() != null) {
        Optional<RuntimeException> failed = handle(record.getSNS(), context);
        failure = failed.isPresent() ? failed : failure;
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return null;
  }

  /** Gives what went wrong, if the notification has to be repeated. */
  private Optional<RuntimeException> handle(SNS notification, Context context) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", context.getAwsRequestId());
    line.put("function", context.getFunctionName());
    line.put("notification", notification.getMessageId());
    Optional<RuntimeException> failure;
    try {
      failure = record(Optional.ofNullable(notification.getMessage()).orElse(""), line);
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
    if (failure.isPresent()) {
      line.put("status", "FAILED");
    }
    log.write(line, failure.map(e -> e));
    return failure;
  }

  private Optional<RuntimeException> record(String message, Map<String, Object> line) {
    Optional<Feedback> feedback = Feedback.parse(message, clock.instant());
    if (feedback.isEmpty()) {
      line.put("status", "UNREADABLE");
      return Optional.empty();
    }
    line.put("kind", feedback.get().kind().name());
    RecordFeedback.Result result = recordFeedback.run(feedback.get());
    result
        .recipients()
        .forEach((outcome, count) -> line.put(outcome.name().toLowerCase(Locale.ROOT), count));
    line.put("status", "DONE");
    return result.failure().map(e -> e);
  }
}
