package accounts.admin;

/** A request was refused, or came to nothing. The text is for the operator. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** For programs; never renamed. */
  enum Code {
    INVALID_REQUEST,
    NOT_IDENTIFIED,
    MEMBER_NOT_FOUND,
    MEMBER_NOT_ACTIVE,
    EMAIL_UNDELIVERABLE,
    UNAVAILABLE,
    INTERNAL
  }

  private final Code code;

  Refusal(Code code, String message) {
    super(message);
    this.code = code;
  }

  static Refusal invalid(String message) {
    return new Refusal(Code.INVALID_REQUEST, message);
  }

  Code code() {
    return code;
  }
}
