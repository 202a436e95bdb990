package accounts.cli.transfer;

/** A record that does not make a member. The message says why; it quotes no hash. */
final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1;

  BadRecordException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
