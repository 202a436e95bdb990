package accounts.local.secrets;

import accounts.local.net.LocalStackException;

/** Secrets Manager refuses a call. */
final class SecretException extends LocalStackException {
  private static final long serialVersionUID = 1L;

  private final String type;

  /**
   * @param type the name of an exception of Secrets Manager
   */
  SecretException(String type, String message) {
    super(message);
    this.type = type;
  }

  static SecretException notFound(String what) {
    return new SecretException(
        "ResourceNotFoundException", "Secrets Manager can't find the specified " + what + ".");
  }

  String type() {
    return type;
  }
}
