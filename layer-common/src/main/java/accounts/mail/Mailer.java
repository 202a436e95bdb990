package accounts.mail;

/** Sends mails. */
public interface Mailer {
  void send(String to, MailMessage message) throws MailRejectedException, MailUnavailableException;
}
