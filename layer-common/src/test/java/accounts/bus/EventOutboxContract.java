package accounts.bus;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.member.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every outbox of events does; run on the fake and on the real one. */
public abstract class EventOutboxContract {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");

  private final MemberId member = new MemberId(UUID.randomUUID().toString());

  /** The outbox. */
  protected abstract EventOutbox outbox();

  /** Writes an event, as a change does. */
  protected abstract void write(PendingEvent event);

  private PendingEvent write(long sequence) {
    PendingEvent event = SampleEvents.verified(member, sequence, NOW);
    write(event);
    return event;
  }

  @Test
  void pending_areInTheOrderOfTheirSequence() {
    PendingEvent tenth = write(10);
    PendingEvent second = write(2);
    PendingEvent latest = write(Integer.MAX_VALUE + 1L);

    assertThat(outbox().pending(member)).containsExactly(second, tenth, latest);
  }

  @Test
  void pending_ofSomebodyElse_areNone() {
    write(1);

    assertThat(outbox().pending(new MemberId(member + "2"))).isEmpty();
    // The other's id is the beginning of this one's.
    assertThat(outbox().pending(new MemberId(member.value().substring(0, 8)))).isEmpty();
  }

  @Test
  void remove_takesThatOneAway() {
    PendingEvent first = write(1);
    PendingEvent second = write(2);

    outbox().remove(first);
    outbox().remove(first);

    assertThat(outbox().pending(member)).isEqualTo(List.of(second));
  }
}
