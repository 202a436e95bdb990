package accounts.bus;

class InMemoryEventOutboxTest extends EventOutboxContract {
  private final InMemoryEventOutbox outbox = new InMemoryEventOutbox();

  @Override
  protected EventOutbox outbox() {
    return outbox;
  }

  @Override
  protected void write(PendingEvent event) {
    outbox.add(event);
  }
}
