package accounts.mailfeedback;

import accounts.member.Email;
import accounts.member.MemberStore;
import accounts.member.MemberStore.Recording;
import accounts.member.Suppression;
import accounts.member.Suppression.Reason;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.store.StoreUnavailableException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Records on members that their addresses get no more mail: after a bounce for good, and after a
 * complaint. SES's own list does the same for the account; this one lets the service tell its
 * members, and holds where SES's list is off.
 */
final class RecordFeedback {
  /**
   * What became of it.
   *
   * @param recipients how many of them each outcome had
   * @param failure why some could not be recorded; the whole may be repeated then
   */
  record Result(Map<Recording, Integer> recipients, Optional<StoreUnavailableException> failure) {}

  private final MemberStore members;
  private final Metrics metrics;

  RecordFeedback(MemberStore members, Metrics metrics) {
    this.members = members;
    this.metrics = metrics;
  }

  /** Goes through all recipients, also if the store fails for one. Never throws for a recipient. */
  Result run(Feedback feedback) {
    return switch (feedback.kind()) {
      case PERMANENT_BOUNCE -> record(feedback, Reason.BOUNCE, Metric.MAIL_BOUNCES);
      case COMPLAINT -> record(feedback, Reason.COMPLAINT, Metric.MAIL_COMPLAINTS);
      case OTHER_BOUNCE -> {
        feedback.recipients().forEach(recipient -> metrics.count(Metric.MAIL_BOUNCES));
        yield new Result(Map.of(), Optional.empty());
      }
      case REJECT -> {
        metrics.count(Metric.MAILS_REJECTED);
        yield new Result(Map.of(), Optional.empty());
      }
      case OTHER -> new Result(Map.of(), Optional.empty());
    };
  }

  private Result record(Feedback feedback, Reason reason, Metric metric) {
    Suppression suppression = new Suppression(reason, feedback.at(), feedback.type());
    Map<Recording, Integer> recipients = new EnumMap<>(Recording.class);
    Optional<StoreUnavailableException> failure = Optional.empty();
    for (Optional<Email> recipient : feedback.recipients()) {
      try {
        Recording recording =
            recipient.isEmpty()
                ? Recording.NOBODY
                : members.suppress(recipient.get(), suppression, feedback.sentAt());
        recipients.merge(recording, 1, Integer::sum);
        if (recording != Recording.KNOWN) {
          metrics.count(metric);
        }
      } catch (StoreUnavailableException e) {
        failure = Optional.of(e);
      }
    }
    return new Result(recipients, failure);
  }
}
