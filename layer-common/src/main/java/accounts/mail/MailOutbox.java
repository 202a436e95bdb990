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

  /**
   * Claims a mail for that long, so that a batch that is tried again does not send it twice.
   *
   * @param claimant unique to the try; its own claim, made by a request whose answer was lost, does
   *     not stand in its way
   */
  ClaimResult claim(String id, String claimant, Duration lease);

  /** The claimed mail was sent. Its parameters are forgotten. */
  void sent(String id);

  /** The claimed mail was not sent, and may be claimed again at once. */
  void release(String id);

  /** The claimed mail can never be sent. Its parameters are forgotten. */
  void reject(String id, String reason);
}
