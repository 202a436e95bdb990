package accounts.mailer;

import accounts.mail.MailId;
import accounts.mail.MailOutbox;
import accounts.mail.MailOutbox.ClaimResult;
import accounts.mail.MailRejectedException;
import accounts.mail.MailTexts;
import accounts.mail.MailUnavailableException;
import accounts.mail.Mailer;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends one mail of the outbox, unless its recipient gets none or it came to be of no use.
 *
 * <p>It is claimed first, so that a batch that is tried again, or two that overlap, send it once. A
 * claim runs out: if the function died between sending and noting that it had sent, the mail comes
 * twice, which is better than not at all.
 */
final class SendMail {
  /**
   * Longer than what is between claim and sending may take, retries included: two reads of the
   * table and a call to SES, 13 s. So no two send at once.
   */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** What became of it. */
  enum Status {
    SENT,
    /** Sent or given up before. */
    ALREADY_DONE,
    /** Another environment is sending it, or died while it did. To be tried again. */
    BUSY,
    /** SES could not take it now. To be tried again. */
    UNAVAILABLE,
    /** SES will never take it. */
    REJECTED,
    /** The recipient's address gets no mail. */
    SUPPRESSED,
    /** It would come too late to be of use. */
    EXPIRED
  }

  record Outcome(Status status, Optional<Throwable> cause) {
    /** Whether the mail needs no further try. */
    boolean isFinal() {
      return status != Status.BUSY && status != Status.UNAVAILABLE;
    }
  }

  private final MailOutbox outbox;
  private final MemberStore members;
  private final MailTexts texts;
  private final Mailer mailer;
  private final Clock clock;
  private final Metrics metrics;

  SendMail(
      MailOutbox outbox,
      MemberStore members,
      MailTexts texts,
      Mailer mailer,
      Clock clock,
      Metrics metrics) {
    this.outbox = outbox;
    this.members = members;
    this.texts = texts;
    this.mailer = mailer;
    this.clock = clock;
    this.metrics = metrics;
  }

  Outcome run(MailId id) {
    ClaimResult claim;
    try {
      claim = outbox.claim(id, UUID.randomUUID().toString(), LEASE);
    } catch (StoreUnavailableException e) {
      metrics.count(Metric.MAILS_FAILED);
      return new Outcome(Status.UNAVAILABLE, Optional.of(e));
    }
    if (claim.mail().isEmpty()) {
      Status status = claim.claim() == MailOutbox.Claim.BUSY ? Status.BUSY : Status.ALREADY_DONE;
      return new Outcome(status, Optional.empty());
    }
    OutboxMail mail = claim.mail().get();
    if (!mail.isOfUseAt(clock.instant())) {
      outbox.expire(mail);
      return new Outcome(Status.EXPIRED, Optional.empty());
    }
    try {
      if (isSuppressed(mail)) {
        outbox.suppress(mail);
        metrics.count(Metric.MAILS_SUPPRESSED);
        return new Outcome(Status.SUPPRESSED, Optional.empty());
      }
    } catch (StoreUnavailableException e) {
      metrics.count(Metric.MAILS_FAILED);
      release(id, e);
      return new Outcome(Status.UNAVAILABLE, Optional.of(e));
    }
    return send(mail);
  }

  /** Looked up as late as can be: it may have bounced after this mail was written. */
  private boolean isSuppressed(OutboxMail mail) {
    return Email.parse(mail.to())
        .flatMap(members::findByEmail)
        .flatMap(Member::suppression)
        .isPresent();
  }

  private void release(MailId id, StoreUnavailableException cause) {
    try {
      outbox.release(id);
    } catch (StoreUnavailableException e) {
      // The claim ends by itself.
      cause.addSuppressed(e);
    }
  }

  private Outcome send(OutboxMail mail) {
    try {
      mailer.send(mail.to(), texts.write(mail));
    } catch (MailRejectedException e) {
      outbox.reject(mail, String.valueOf(e.getMessage()));
      metrics.count(Metric.MAILS_REJECTED);
      return new Outcome(Status.REJECTED, Optional.of(e));
    } catch (MailUnavailableException e) {
      metrics.count(Metric.MAILS_FAILED);
      outbox.release(mail.id());
      return new Outcome(Status.UNAVAILABLE, Optional.of(e));
    }
    metrics.count(Metric.MAILS_SENT);
    try {
      outbox.sent(mail);
    } catch (StoreUnavailableException e) {
      // Sent all the same: to say otherwise would send it twice. Its item keeps the claim, which
      // nobody asks for again, and expires.
      return new Outcome(Status.SENT, Optional.of(e));
    }
    return new Outcome(Status.SENT, Optional.empty());
  }
}
