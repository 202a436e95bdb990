package accounts.store;

/**
 * A store (the table, Redis, Secrets Manager) did not do what it was asked in time. Whether the
 * change was made is not known. Answered with 503 and {@code Retry-After}.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String store, Throwable cause) {
    super(store + " is not available", cause);
  }

  /** There was no time left to ask the store. */
  public StoreUnavailableException(String store) {
    super(store + " was not asked: the request's time is up");
  }
}
