package accounts.mailer;

import accounts.Services;
import accounts.http.RequestLog;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailId;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends the mails that the table's stream brings. Reports each that has to be tried again; the
 * event source mapping does so, from the first of them on, and gives up in the end.
 */
public final class MailerHandler implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
  private final SendMail sendMail;
  private final RequestLog log;

  public MailerHandler() {
    this(Services.fromEnvironment());
  }

  private MailerHandler(Services services) {
    this(
        new SendMail(
            services.outbox(),
            services.members(),
            services.mailTexts(),
            services.mailer(),
            services.clock(),
            services.metrics()),
        services.log());
  }

  MailerHandler(SendMail sendMail, RequestLog log) {
    this.sendMail = sendMail;
    this.log = log;
  }

  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
    List<BatchItemFailure> failures = new ArrayList<>();
    for (DynamodbStreamRecord record : event.getRecords()) {
      Optional<MailId> id = mailId(record);
      if (id.isPresent() && !send(id.get(), context)) {
        failures.add(new BatchItemFailure(record.getDynamodb().getSequenceNumber()));
      }
    }
    return new StreamsEventResponse(failures);
  }

  /** The mail that the record is about, if it is about a new one. */
  private static Optional<MailId> mailId(DynamodbStreamRecord record) {
    if (!"INSERT".equals(record.getEventName())) {
      return Optional.empty();
    }
    return Optional.ofNullable(record.getDynamodb())
        .map(StreamRecord::getKeys)
        .flatMap(keys -> DynamoMailOutbox.idOf(text(keys, "pk"), text(keys, "sk")));
  }

  private static String text(Map<String, AttributeValue> keys, String name) {
    return Optional.ofNullable(keys.get(name)).map(AttributeValue::getS).orElse("");
  }

  private boolean send(MailId id, Context context) {
    long start = System.nanoTime();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", context.getAwsRequestId());
    line.put("function", context.getFunctionName());
    line.put("member", id.member());
    line.put("mail", id.value());
    Optional<Throwable> cause = Optional.empty();
    boolean done = false;
    try {
      SendMail.Outcome outcome = sendMail.run(id);
      line.put("status", outcome.status().name());
      cause = outcome.cause();
      done = outcome.isFinal();
    } catch (RuntimeException e) {
      // One mail that cannot be read must not keep the others of its batch back.
      line.put("status", "FAILED");
      cause = Optional.of(e);
    }
    line.put("ms", (System.nanoTime() - start) / 1_000_000);
    log.write(line, cause);
    return done;
  }
}
