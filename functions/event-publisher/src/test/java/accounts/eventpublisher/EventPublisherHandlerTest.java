package accounts.eventpublisher;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.bus.InMemoryEventOutbox;
import accounts.bus.PendingEvent;
import accounts.bus.RecordingEventBus;
import accounts.bus.SampleEvents;
import accounts.http.RequestLog;
import accounts.member.MemberId;
import accounts.metrics.RecordingMetrics;
import accounts.testing.Events;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventPublisherHandlerTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
  private static final MemberId ALICE = new MemberId("019a0000-0000-7000-8000-000000000001");
  private static final MemberId BOB = new MemberId("019a0000-0000-7000-8000-000000000002");

  private final InMemoryEventOutbox outbox = new InMemoryEventOutbox();
  private final RecordingEventBus bus = new RecordingEventBus();
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private int millisLeft = 60_000;
  private final EventPublisherHandler handler =
      new EventPublisherHandler(new PublishEvents(outbox, bus, metrics), new RequestLog(log::add));

  private List<String> call(DynamodbEvent event) {
    TestContext context =
        new TestContext() {
          @Override
          public int getRemainingTimeInMillis() {
            return millisLeft;
          }
        };
    return handler.handleRequest(event, context).getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private PendingEvent add(MemberId member, long sequence) {
    PendingEvent event = SampleEvents.verified(member, sequence, NOW);
    outbox.add(event);
    return event;
  }

  private static DynamodbStreamRecord record(
      String eventName, String pk, String sk, String number) {
    DynamodbStreamRecord record = new DynamodbStreamRecord();
    record.setEventName(eventName);
    record.setDynamodb(
        new StreamRecord()
            .withKeys(Map.of("pk", new AttributeValue(pk), "sk", new AttributeValue(sk)))
            .withSequenceNumber(number));
    return record;
  }

  private static DynamodbStreamRecord record(MemberId member, long sequence, String number) {
    return record("INSERT", "MEMBER#" + member, "EVENT#%019d".formatted(sequence), number);
  }

  private static DynamodbEvent batch(DynamodbStreamRecord... records) {
    DynamodbEvent event = new DynamodbEvent();
    event.setRecords(List.of(records));
    return event;
  }

  @Test
  void sampleEvent_publishesAndForgetsWhatWaits() {
    PendingEvent event = add(ALICE, 7);

    assertThat(call(Events.read("event-publisher", DynamodbEvent.class))).isEmpty();

    assertThat(bus.published()).containsExactly(event);
    assertThat(outbox.pending(ALICE)).isEmpty();
    assertThat(metrics.counted()).containsExactly("EventsPublished");
    assertThat(log)
        .singleElement()
        .asString()
        .contains("\"member\":\"" + ALICE, "\"status\":\"DONE\"", "\"published\":1")
        .doesNotContain("member.verified");
  }

  @Test
  void otherRecords_publishNothing() {
    add(ALICE, 1);

    assertThat(
            call(
                batch(
                    record("INSERT", "MEMBER#" + ALICE, "PROFILE", "1"),
                    record("REMOVE", "MEMBER#" + ALICE, "EVENT#0000000000000000001", "2"),
                    record("INSERT", "MEMBER#not an id", "EVENT#0000000000000000001", "3"))))
        .isEmpty();
    assertThat(bus.published()).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void aRecordOfALaterEvent_publishesTheEarlierFirst() {
    PendingEvent second = add(ALICE, 2);
    PendingEvent first = add(ALICE, 1);

    assertThat(call(batch(record(ALICE, 2, "1"), record(ALICE, 1, "2")))).isEmpty();

    assertThat(bus.published()).containsExactly(first, second);
    assertThat(log).hasSize(1);
  }

  @Test
  void refused_whatComesAfterItWaits_othersGoOn() {
    PendingEvent first = add(ALICE, 1);
    PendingEvent second = add(ALICE, 2);
    PendingEvent third = add(ALICE, 3);
    PendingEvent other = add(BOB, 1);
    bus.refuse(event -> event.equals(second));
    DynamodbEvent event =
        batch(
            record(ALICE, 1, "1"),
            record(BOB, 1, "2"),
            record(ALICE, 2, "3"),
            record(ALICE, 3, "4"));

    assertThat(call(event)).containsExactly("1");
    assertThat(bus.published()).containsExactly(first, other);
    assertThat(outbox.pending(ALICE)).containsExactly(second, third);
    assertThat(log.getFirst()).contains("\"status\":\"FAILED\"", "InternalFailure");

    bus.refuse(none -> false);
    assertThat(call(event)).isEmpty();
    assertThat(bus.published()).containsExactly(first, other, second, third);
    assertThat(metrics.counted())
        .containsExactly(
            "EventsPublished",
            "EventsFailed",
            "EventsPublished",
            "EventsPublished",
            "EventsPublished");
  }

  @Test
  void unreadableItem_isLoggedAndDoesNotHoldUpOthers() {
    add(ALICE, 1);
    PendingEvent other = add(BOB, 1);
    bus.refuse(
        event -> {
          if (event.member().equals(ALICE)) {
            throw new NumberFormatException("no number");
          }
          return false;
        });

    assertThat(call(batch(record(ALICE, 1, "1"), record(BOB, 1, "2")))).isEmpty();

    assertThat(bus.published()).containsExactly(other);
    assertThat(log.getFirst()).contains("\"status\":\"UNREADABLE\"", "NumberFormatException");
  }

  @Test
  void tableFailsAfterPublishing_theSameEventComesAgain() {
    PendingEvent event = add(ALICE, 1);
    outbox.faults().failAfter(1);
    DynamodbEvent batch = batch(record(ALICE, 1, "1"));

    assertThat(call(batch)).containsExactly("1");
    outbox.faults().recover();
    assertThat(call(batch)).isEmpty();

    assertThat(bus.published()).containsExactly(event, event);
  }

  @Test
  void timeIsOver_theRestIsLeftForTheNextCall() {
    PendingEvent event = add(ALICE, 1);
    millisLeft = 12_000;

    assertThat(call(batch(record(ALICE, 1, "1")))).containsExactly("1");
    assertThat(bus.published()).isEmpty();
    assertThat(metrics.counted()).isEmpty();
    assertThat(log.getFirst()).contains("\"level\":\"INFO\"", "UNFINISHED");

    millisLeft = 12_001;
    assertThat(call(batch(record(ALICE, 1, "1")))).isEmpty();
    assertThat(bus.published()).containsExactly(event);
  }
}
