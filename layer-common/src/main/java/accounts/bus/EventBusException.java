package accounts.bus;

/** The bus did not take an event. The message is the bus's code for it and quotes nothing. */
public final class EventBusException extends Exception {
  private static final long serialVersionUID = 1L;

  public EventBusException(String code) {
    super(code);
  }

  public EventBusException(String code, Throwable cause) {
    super(code, cause);
  }
}
