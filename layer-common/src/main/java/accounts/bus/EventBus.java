package accounts.bus;

/** Where events are published. */
public interface EventBus {
  /**
   * Publishes one event; when it returns, the bus has it.
   *
   * @throws EventBusException if the bus did not take it, or did not say so; it may have it all the
   *     same
   */
  void publish(PendingEvent event) throws EventBusException;
}
