package accounts.mail;

/** A mail as the recipient sees it, in plain text and in HTML. */
public record MailMessage(String subject, String text, String html) {
  @Override
  public String toString() {
    return "MailMessage[" + subject + "]";
  }
}
