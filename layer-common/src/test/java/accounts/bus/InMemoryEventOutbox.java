package accounts.bus;

import accounts.member.MemberId;
import accounts.testing.Faults;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A fake for tests. */
public final class InMemoryEventOutbox implements EventOutbox {
  private final List<PendingEvent> events = new ArrayList<>();
  private final Faults faults = new Faults();

  /** Lets its methods fail. */
  public Faults faults() {
    return faults;
  }

  /** Writes an event, as a change does. */
  public void add(PendingEvent event) {
    events.add(event);
  }

  @Override
  public List<PendingEvent> pending(MemberId member) {
    faults.check();
    return events.stream()
        .filter(event -> event.member().equals(member))
        .sorted(Comparator.comparingLong(PendingEvent::sequence))
        .toList();
  }

  @Override
  public void remove(PendingEvent event) {
    faults.check();
    events.removeIf(e -> e.member().equals(event.member()) && e.sequence() == event.sequence());
  }
}
