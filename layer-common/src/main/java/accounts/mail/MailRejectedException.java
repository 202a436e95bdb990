package accounts.mail;

/** The mail service will never send this mail. Trying again is of no use. */
public final class MailRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  public MailRejectedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
