package accounts.token;

/** A token is not accepted. */
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. More is not told to anybody. */
  public enum Reason {
    /** It was good once. */
    EXPIRED,
    INVALID
  }

  private final Reason reason;

  TokenException(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
