package accounts.keyrotation;

/** A step of a rotation is refused. Secrets Manager notes that the rotation failed. */
final class KeyRotationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyRotationException(String message) {
    super(message);
  }
}
