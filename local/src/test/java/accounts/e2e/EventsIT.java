package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.bus.DynamoEventOutbox;
import accounts.bus.EventItems;
import accounts.bus.EventOutbox;
import accounts.bus.PendingEvent;
import accounts.bus.SampleEvents;
import accounts.local.LocalStack;
import accounts.local.events.BusEvent;
import accounts.member.MemberId;
import accounts.store.DynamoTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From the table to the bus. */
@ExtendWith(StackExtension.class)
class EventsIT {
  private final LocalStack stack;
  private final List<String> log;
  private final DynamoTable table;
  private final EventOutbox outbox;

  EventsIT(StackExtension.RunningStack running) {
    this.stack = running.stack();
    this.log = running.log();
    this.table =
        new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
    this.outbox = new DynamoEventOutbox(table);
  }

  @AfterEach
  void recover() {
    stack.eventBuses().recover();
  }

  private static MemberId member() {
    return new MemberId(Client.unique("events"));
  }

  private List<PendingEvent> write(MemberId member, long first, long last) {
    List<PendingEvent> events = new ArrayList<>();
    for (long sequence = first; sequence <= last; sequence++) {
      PendingEvent event =
          SampleEvents.verified(member, sequence, Instant.now().truncatedTo(ChronoUnit.MILLIS));
      table.create(EventItems.of(event));
      events.add(event);
    }
    return events;
  }

  /** What the bus has of the member, as it would deliver it. */
  private List<JsonNode> delivered(MemberId member) {
    return stack.eventBuses().events().stream()
        .filter(event -> event.detail().path("memberId").asText().equals(member.value()))
        .map(BusEvent::delivered)
        .map(JsonNode.class::cast)
        .toList();
  }

  /** Each once, at the place where it came first. */
  private List<Long> sequences(MemberId member) {
    return delivered(member).stream()
        .map(event -> event.path("detail").path("sequence").asLong())
        .distinct()
        .toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private void awaitAll(MemberId member, long last) {
    Eventually.get(
        () -> sequences(member), got -> got.size() == last, last + " events of " + member);
    Eventually.get(() -> outbox.pending(member), List::isEmpty, "no event left in the table");
    assertThat(sequences(member)).isEqualTo(upTo(last));
  }

  @Test
  void events_comeInOrderAndLeaveTheTable() {
    MemberId alice = member();
    MemberId bob = member();
    write(alice, 1, 12);
    List<PendingEvent> bobs = write(bob, 1, 3);
    write(alice, 13, 25);

    awaitAll(alice, 25);
    awaitAll(bob, 3);
    assertThat(stack.eventBuses().events())
        .filteredOn(event -> event.detail().path("memberId").asText().equals(bob.value()))
        .allSatisfy(
            event ->
                assertThat(event.bus())
                    .isEqualTo(stack.definition().eventBuses().values().iterator().next().name()));
    assertThat(delivered(bob).stream().map(e -> e.path("detail").toString()).distinct())
        .isEqualTo(bobs.stream().map(PendingEvent::json).toList());
    for (JsonNode event : delivered(alice)) {
      assertThat(EventSchema.flaws(event.path("detail"))).isEmpty();
      assertThat(event.path("source").asText()).isEqualTo("serverless-accounts");
      assertThat(event.path("detail-type")).isEqualTo(event.path("detail").path("type"));
    }
  }

  @Test
  void busDown_theEventsWaitAndComeWhenItIsBack() {
    MemberId alice = member();
    MemberId bob = member();
    stack.eventBuses().failWith(500, "InternalException", "down");
    write(alice, 1, 3);
    write(bob, 1, 2);
    Eventually.get(
        () -> log,
        lines ->
            lines.stream()
                .anyMatch(line -> line.contains(alice.value()) && line.contains("\"FAILED\"")),
        "a try");
    write(alice, 4, 5);
    assertThat(delivered(alice)).isEmpty();
    assertThat(outbox.pending(alice)).hasSize(5);

    stack.eventBuses().recover();

    awaitAll(alice, 5);
    awaitAll(bob, 2);
  }

  @Test
  void oneEventRefused_theMembersLaterOnesWaitAndOthersGoOn() {
    MemberId alice = member();
    MemberId bob = member();
    stack
        .eventBuses()
        .refuse(
            entry -> {
              String detail = entry.path("Detail").asText();
              return detail.contains("\"" + alice + "\"") && detail.contains("\"sequence\":2,");
            });
    // Bob's first, so that they are not behind the batch that is held up.
    write(bob, 1, 1);
    write(alice, 1, 4);
    awaitAll(bob, 1);
    Eventually.get(() -> outbox.pending(alice), left -> left.size() == 3, "the first event");
    assertThat(sequences(alice)).containsExactly(1L);

    stack.eventBuses().recover();

    awaitAll(alice, 4);
  }

  @Test
  void publisherKilled_nothingIsLostAndTheOrderStays() {
    MemberId alice = member();
    write(alice, 1, 10);
    Eventually.get(() -> sequences(alice), got -> !got.isEmpty(), "the first event");

    for (int round = 1; round <= 3; round++) {
      int last = 10 + 50 * round;
      write(alice, last - 49, last);
      // There is none for a moment if the one before was killed after its last event.
      Eventually.get(EventsIT::killPublisher, killed -> killed > 0, "a publisher to kill");
      Eventually.get(() -> sequences(alice), got -> got.size() > last - 40, "another publisher");
    }

    awaitAll(alice, 160);
  }

  private static int killPublisher() {
    List<ProcessHandle> publishers =
        ProcessHandle.current()
            .descendants()
            .filter(
                process ->
                    process.info().commandLine().orElse("").endsWith("EventPublisherHandler"))
            .toList();
    publishers.forEach(ProcessHandle::destroyForcibly);
    return publishers.size();
  }
}
