package accounts.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.member.MemberId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every bus does; run on the fake and on the real one. */
public abstract class EventBusContract {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");

  private final MemberId member = new MemberId(UUID.randomUUID().toString());

  /** The bus. */
  protected abstract EventBus bus();

  /** The ids of the events that the bus has, in the order in which it got them. */
  protected abstract List<String> received(MemberId member);

  /** Lets the bus refuse the member's event of that sequence from now on, and no other. */
  protected abstract void refuse(MemberId member, long sequence);

  @Test
  void publish_theBusHasThemInOrder() throws Exception {
    PendingEvent first = SampleEvents.verified(member, 1, NOW);
    PendingEvent second = SampleEvents.verified(member, 2, NOW);

    bus().publish(first);
    bus().publish(second);
    bus().publish(first);

    assertThat(received(member)).containsExactly(first.id(), second.id(), first.id());
  }

  @Test
  void publish_refused_isToldByItsCode() throws Exception {
    refuse(member, 2);
    bus().publish(SampleEvents.verified(member, 1, NOW));

    assertThatThrownBy(() -> bus().publish(SampleEvents.verified(member, 2, NOW)))
        .isInstanceOf(EventBusException.class)
        .hasMessage("InternalFailure");
    assertThat(received(member)).hasSize(1);
  }
}
