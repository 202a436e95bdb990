package accounts.mail;

/** The mail service did not take the mail now. It may take it later. */
public final class MailUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public MailUnavailableException(String reason, Throwable cause) {
    super("The mail service is not available: " + reason, cause);
  }
}
