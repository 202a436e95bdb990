package accounts.eventpublisher;

import accounts.Services;
import accounts.bus.DynamoEventOutbox;
import accounts.http.RequestLog;
import accounts.member.MemberId;
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
 * Publishes the events of the members that the table's stream names. A record only says of whom
 * there is something to publish; what it is, and in which order, the table says. Reports the first
 * record of each member of whom something is left; the event source mapping tries again from there
 * on.
 */
public final class EventPublisherHandler
    implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
  /**
   * What of the function's time is kept for the event that it is at: a call each to bus and table.
   */
  private static final int RESERVE_MILLIS = 12_000;

  private final PublishEvents publishEvents;
  private final RequestLog log;

  public EventPublisherHandler() {
    this(Services.fromEnvironment());
  }

  private EventPublisherHandler(Services services) {
    this(
        new PublishEvents(services.eventOutbox(), services.eventBus(), services.metrics()),
        services.log());
  }

  EventPublisherHandler(PublishEvents publishEvents, RequestLog log) {
    this.publishEvents = publishEvents;
    this.log = log;
  }

  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
    Map<MemberId, String> firstRecords = new LinkedHashMap<>();
    for (DynamodbStreamRecord record : event.getRecords()) {
      member(record)
          .ifPresent(
              member -> firstRecords.putIfAbsent(member, record.getDynamodb().getSequenceNumber()));
    }
    List<BatchItemFailure> failures = new ArrayList<>();
    firstRecords.forEach(
        (member, sequenceNumber) -> {
          if (!publish(member, context)) {
            failures.add(new BatchItemFailure(sequenceNumber));
          }
        });
    return new StreamsEventResponse(failures);
  }

  /** The member of whom the record says that there is an event. */
  private static Optional<MemberId> member(DynamodbStreamRecord record) {
    if ("REMOVE".equals(record.getEventName())) {
      return Optional.empty();
    }
    return Optional.ofNullable(record.getDynamodb())
        .map(StreamRecord::getKeys)
        .flatMap(keys -> DynamoEventOutbox.memberOf(text(keys, "pk"), text(keys, "sk")));
  }

  private static String text(Map<String, AttributeValue> keys, String name) {
    return Optional.ofNullable(keys.get(name)).map(AttributeValue::getS).orElse("");
  }

  private boolean publish(MemberId member, Context context) {
    long start = System.nanoTime();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", context.getAwsRequestId());
    line.put("function", context.getFunctionName());
    line.put("member", member.value());
    Optional<Throwable> cause;
    boolean done = false;
    try {
      PublishEvents.Outcome outcome =
          publishEvents.run(member, () -> context.getRemainingTimeInMillis() > RESERVE_MILLIS);
      line.put("status", outcome.status().name());
      line.put("published", outcome.published());
      cause = outcome.cause();
      done = outcome.status() == PublishEvents.Status.DONE;
    } catch (RuntimeException e) {
      // What cannot be read will not be read later: tried again it would only hold up the others.
      line.put("status", "UNREADABLE");
      cause = Optional.of(e);
      done = true;
    }
    line.put("ms", (System.nanoTime() - start) / 1_000_000);
    log.write(line, cause);
    return done;
  }
}
