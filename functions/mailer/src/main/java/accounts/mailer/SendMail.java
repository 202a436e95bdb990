package accounts.mailer;

import accounts.mail.MailOutbox;
import accounts.mail.MailOutbox.ClaimResult;
import accounts.mail.MailRejectedException;
import accounts.mail.MailTexts;
import accounts.mail.MailUnavailableException;
import accounts.mail.Mailer;
import accounts.mail.OutboxMail;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends one mail of the outbox.
 *
 * <p>It is claimed first, so that a batch that is tried again, or two that overlap, send it once. A
 * claim runs out: if the function died between sending and noting that it had sent, the mail comes
 * twice, which is better than not at all.
 */
final class SendMail {
  /** Longer than a call to SES may take, retries included, so that no two send at once. */
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
    REJECTED
  }

  record Outcome(Status status, Optional<Throwable> cause) {
    /** Whether the mail needs no further try. */
    boolean isFinal() {
      return status == Status.SENT || status == Status.ALREADY_DONE || status == Status.REJECTED;
    }
  }

  private final MailOutbox outbox;
  private final Mailer mailer;
  private final Metrics metrics;

  SendMail(MailOutbox outbox, Mailer mailer, Metrics metrics) {
    this.outbox = outbox;
    this.mailer = mailer;
    this.metrics = metrics;
  }

  Outcome run(String id) {
    ClaimResult claim = outbox.claim(id, UUID.randomUUID().toString(), LEASE);
    if (claim.mail().isEmpty()) {
      Status status = claim.claim() == MailOutbox.Claim.BUSY ? Status.BUSY : Status.ALREADY_DONE;
      return new Outcome(status, Optional.empty());
    }
    return send(claim.mail().get());
  }

  private Outcome send(OutboxMail mail) {
    try {
      mailer.send(mail.to(), MailTexts.write(mail));
    } catch (MailRejectedException e) {
      metrics.count(Metric.MAILS_REJECTED);
      outbox.reject(mail.id(), String.valueOf(e.getMessage()));
      return new Outcome(Status.REJECTED, Optional.of(e));
    } catch (MailUnavailableException e) {
      metrics.count(Metric.MAILS_FAILED);
      outbox.release(mail.id());
      return new Outcome(Status.UNAVAILABLE, Optional.of(e));
    }
    metrics.count(Metric.MAILS_SENT);
    try {
      outbox.sent(mail.id());
    } catch (StoreUnavailableException e) {
      // Sent all the same: to say otherwise would send it twice. Its item keeps the claim, which
      // nobody asks for again, and expires.
      return new Outcome(Status.SENT, Optional.of(e));
    }
    return new Outcome(Status.SENT, Optional.empty());
  }
}
