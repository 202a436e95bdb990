package accounts.mailredrive;

import accounts.mail.MailId;
import accounts.mail.MailOutbox;
import accounts.mail.MailOutbox.ClaimResult;
import accounts.mail.OutboxMail;
import accounts.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Puts the mails that the mailer gave up into the outbox once more, so that they go the way of any
 * other: claimed, looked up, sent, tried again. It sends nothing itself.
 *
 * <p>Each mail is claimed first, and in one transaction the old one is done with and the new one
 * written; so two runs, or a run and the mailer, send it once.
 */
final class Redrive {
  /** More than the calls for one mail take. */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** What became of the mails. */
  static final class Report {
    private int requeued;
    private int expired;
    private int skipped;
    private int failed;
    private Optional<String> next = Optional.empty();

    /** Put into the outbox once more. */
    int requeued() {
      return requeued;
    }

    /** Of no use any more: marked, and not sent. */
    int expired() {
      return expired;
    }

    /** Somebody else is at it, or was quicker. */
    int skipped() {
      return skipped;
    }

    /** The table did not answer; another run finds them again. */
    int failed() {
      return failed;
    }

    /** Where to go on, if the time was up before all was seen. */
    Optional<String> next() {
      return next;
    }
  }

  private final MailOutbox outbox;
  private final Clock clock;

  Redrive(MailOutbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * @param age leaves out the mails that are newer, for the mailer may be at them
   * @param from the {@code next} of an earlier run; nothing to begin
   * @param hasTime asked before each page and each mail
   * @throws StoreUnavailableException if the mails cannot be listed
   * @throws IllegalArgumentException if {@code from} is no such
   */
  Report run(Duration age, Optional<String> from, BooleanSupplier hasTime) {
    Instant writtenBefore = clock.instant().minus(age);
    Report report = new Report();
    Optional<String> position = from;
    do {
      MailOutbox.Page page = outbox.unsent(writtenBefore, position);
      for (MailId id : page.ids()) {
        if (!hasTime.getAsBoolean()) {
          // The page once more: the mails of it that are done with will not be found again.
          report.next = position.or(() -> Optional.of(""));
          return report;
        }
        redrive(id, report);
      }
      position = page.next();
      if (position.isPresent() && !hasTime.getAsBoolean()) {
        report.next = position;
        return report;
      }
    } while (position.isPresent());
    return report;
  }

  private void redrive(MailId id, Report report) {
    try {
      String claimant = UUID.randomUUID().toString();
      ClaimResult claim = outbox.claim(id, claimant, LEASE);
      if (claim.mail().isEmpty()) {
        report.skipped++;
        return;
      }
      OutboxMail mail = claim.mail().get();
      if (!mail.isOfUseAt(clock.instant())) {
        outbox.expire(mail);
        report.expired++;
      } else if (outbox.requeue(mail, claimant)) {
        report.requeued++;
      } else {
        report.skipped++;
      }
    } catch (StoreUnavailableException e) {
      report.failed++;
    }
  }
}
