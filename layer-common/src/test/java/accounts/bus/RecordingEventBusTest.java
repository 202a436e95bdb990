package accounts.bus;

import accounts.member.MemberId;
import java.util.List;

class RecordingEventBusTest extends EventBusContract {
  private final RecordingEventBus bus = new RecordingEventBus();

  @Override
  protected EventBus bus() {
    return bus;
  }

  @Override
  protected List<String> received(MemberId member) {
    return bus.published().stream()
        .filter(event -> event.member().equals(member))
        .map(PendingEvent::id)
        .toList();
  }

  @Override
  protected void refuse(MemberId member, long sequence) {
    bus.refuse(event -> event.member().equals(member) && event.sequence() == sequence);
  }
}
