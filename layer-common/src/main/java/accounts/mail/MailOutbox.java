package accounts.mail;

import java.time.Duration;
import java.util.Optional;

/**
 * Mails that are to be sent. Adding one is all that a request waits for; the table's stream brings
 * it to the mailer.
 *
 * <p>Every method may throw {@link accounts.store.StoreUnavailableException}.
 */
public interface MailOutbox {
  /** How a claim went. */
  enum Claim {
    CLAIMED,
    /** Somebody else is at it. */
    BUSY,
    /** Sent or given up, or not there any more. */
    DONE
  }

  /**
   * A claim, with the mail if it was won.
   *
   * @param mail present if claimed
   */
  record ClaimResult(Claim claim, Optional<OutboxMail> mail) {}

  void add(OutboxMail mail);

  /** Claims a mail for that long, so that a batch that is tried again does not send it twice. */
  ClaimResult claim(String id, Duration lease);

  /** The claimed mail was sent. Its parameters are forgotten. */
  void sent(String id);

  /** The claimed mail was not sent, and may be claimed again at once. */
  void release(String id);

  /** The claimed mail can never be sent. Its parameters are forgotten. */
  void reject(String id, String reason);
}
