package accounts.admin;

import accounts.operator.Caller;
import accounts.operator.CallerIdentity;
import accounts.operator.CallerProof;
import accounts.operator.RequestDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Who calls, as the proof in the request tells. */
final class Identification {
  /** As far as AWS lets clocks differ; as long as a signature is good. */
  private static final Duration TOLERANCE = Duration.ofMinutes(15);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final CallerIdentity callers;
  private final Clock clock;

  Identification(CallerIdentity callers, Clock clock) {
    this.callers = callers;
    this.clock = clock;
  }

  /**
   * @param function the name of this function
   * @param account the AWS account of this function: who has identities elsewhere too is not to
   *     choose under which of them an act is recorded
   * @throws Refusal if it is not proved
   */
  Caller caller(AdminRequest request, String function, String account) {
    CallerProof proof =
        request.proof().orElseThrow(() -> refused("The request has no proof of who calls."));
    if (!isOfNow(proof.date())) {
      throw refused("The proof of who calls is not of now: is the clock right?");
    }
    Caller caller =
        callers
            .of(proof, RequestDigest.of(function, request.signed()))
            .orElseThrow(() -> refused("STS does not know who signed this request."));
    if (!caller.account().equals(account)) {
      throw refused("Who calls is of another AWS account.");
    }
    return caller;
  }

  private boolean isOfNow(String date) {
    try {
      Instant at = LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
      return Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Refusal refused(String message) {
    return new Refusal(Refusal.Code.NOT_IDENTIFIED, message);
  }
}
