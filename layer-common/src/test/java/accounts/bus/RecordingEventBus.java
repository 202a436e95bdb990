package accounts.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A fake for tests. */
public final class RecordingEventBus implements EventBus {
  private final List<PendingEvent> published = new ArrayList<>();
  private Predicate<PendingEvent> refused = event -> false;

  /** What it took, in order, each as often as it was published. */
  public List<PendingEvent> published() {
    return List.copyOf(published);
  }

  /** Refuses these from now on, and no others. */
  public void refuse(Predicate<PendingEvent> which) {
    refused = which;
  }

  @Override
  public void publish(PendingEvent event) throws EventBusException {
    if (refused.test(event)) {
      throw new EventBusException("InternalFailure");
    }
    published.add(event);
  }
}
