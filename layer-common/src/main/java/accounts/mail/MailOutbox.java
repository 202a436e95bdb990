package accounts.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  /**
   * Some of the mails that are neither sent nor given up.
   *
   * @param ids of the mails; there may be none though more follow
   * @param next where to go on; nothing at the end
   */
  record Page(List<MailId> ids, Optional<String> next) {}

  void add(OutboxMail mail);

  /** Takes as long as {@link #add}, and adds nothing. */
  void pretendAdd(OutboxMail mail);

  /**
   * Claims a mail for that long, so that a batch that is tried again does not send it twice.
   *
   * @param claimant unique to the try; its own claim, made by a request whose answer was lost, does
   *     not stand in its way
   */
  ClaimResult claim(MailId id, String claimant, Duration lease);

  /**
   * The claimed mail was sent. Its parameters are forgotten, here as in the other ways to be done
   * with a mail; if its kind {@link MailKind#isForgotten}, so is all the rest.
   */
  void sent(OutboxMail mail);

  /** The claimed mail was not sent, and may be claimed again at once. */
  void release(MailId id);

  /** The claimed mail can never be sent. */
  void reject(OutboxMail mail, String reason);

  /** The claimed mail is not sent: its recipient gets none. */
  void suppress(OutboxMail mail);

  /** The claimed mail is not sent: it came to be of no use. */
  void expire(OutboxMail mail);

  /** What there is of a member's mails, sent or not, the oldest first. */
  List<OutboxEntry> ofMember(String member);

  /**
   * Goes through all mails, page by page. Reads the whole table.
   *
   * @param writtenBefore leaves out the mails that were added, or added once more, later
   * @param from the {@code next} of the page before; nothing for the first
   * @throws IllegalArgumentException if {@code from} is no page's {@code next}
   */
  Page unsent(Instant writtenBefore, Optional<String> from);

  /**
   * Puts a claimed mail into the outbox once more, as a new one that the stream brings to the
   * mailer; the old one is done with. Both or neither.
   *
   * @return false if somebody else has claimed it meanwhile
   */
  boolean requeue(OutboxMail mail, String claimant);
}
