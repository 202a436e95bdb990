package accounts.eventpublisher;

import accounts.bus.EventBus;
import accounts.bus.EventBusException;
import accounts.bus.EventOutbox;
import accounts.bus.PendingEvent;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.store.StoreUnavailableException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Publishes all that waits of one member, one after the other, each before it is forgotten: so an
 * event may come twice, but none comes before an earlier one of the member has come.
 */
final class PublishEvents {
  private final EventOutbox outbox;
  private final EventBus bus;
  private final Metrics metrics;

  PublishEvents(EventOutbox outbox, EventBus bus, Metrics metrics) {
    this.outbox = outbox;
    this.bus = bus;
    this.metrics = metrics;
  }

  /** How it ended. */
  enum Status {
    /** Nothing of the member waits. */
    DONE,
    /** The bus or the table failed; what is left has to be tried again. */
    FAILED,
    /** The time was over; what is left has to be gone on with. */
    UNFINISHED
  }

  /**
   * What became of the member's events.
   *
   * @param published how many of them
   * @param cause of a failure
   */
  record Outcome(Status status, int published, Optional<Throwable> cause) {}

  /**
   * @param hasTime whether there is time for another event
   */
  Outcome run(MemberId member, BooleanSupplier hasTime) {
    int published = 0;
    try {
      for (PendingEvent event : outbox.pending(member)) {
        if (!hasTime.getAsBoolean()) {
          return new Outcome(Status.UNFINISHED, published, Optional.empty());
        }
        bus.publish(event);
        published++;
        metrics.count(Metric.EVENTS_PUBLISHED);
        outbox.remove(event);
      }
    } catch (EventBusException e) {
      metrics.count(Metric.EVENTS_FAILED);
      return new Outcome(Status.FAILED, published, Optional.of(e));
    } catch (StoreUnavailableException e) {
      return new Outcome(Status.FAILED, published, Optional.of(e));
    }
    return new Outcome(Status.DONE, published, Optional.empty());
  }
}
