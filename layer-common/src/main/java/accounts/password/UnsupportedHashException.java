package accounts.password;

/** A hash that no password is held to. The message says why and quotes nothing of the hash. */
final class UnsupportedHashException extends Exception {
  private static final long serialVersionUID = 1;

  UnsupportedHashException(String reason) {
    super(reason);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
