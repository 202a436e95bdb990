package accounts.mail;

import accounts.language.Language;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A mail to be sent. Shows nothing of its parameters, which may be secret.
 *
 * @param to the recipient's address, and nothing else
 */
public record OutboxMail(
    MailId id,
    MailKind kind,
    String to,
    Language language,
    Map<String, String> parameters,
    Instant createdAt) {
  public OutboxMail {
    // Addresses are checked where they come in; this holds whatever the way they came.
    if (to.chars().anyMatch(c -> c <= ' ' || c == ',' || c == 0x7f)) {
      throw new IllegalArgumentException("Not one mail address");
    }
    parameters = Map.copyOf(parameters);
  }

  /** The mail that brings a verification code. */
  public static OutboxMail verificationCode(
      String member, String code, String to, Language language, Instant now) {
    return new OutboxMail(
        MailId.random(member),
        MailKind.VERIFY_EMAIL,
        to,
        language,
        Map.of("code", code),
        now.truncatedTo(ChronoUnit.MILLIS));
  }

  /** Whether it is still worth sending at that time. */
  public boolean isOfUseAt(Instant now) {
    return now.isBefore(createdAt.plus(kind.useful()));
  }

  /** The same mail under another id. */
  public OutboxMail withNewId() {
    return new OutboxMail(MailId.random(id.member()), kind, to, language, parameters, createdAt);
  }

  @Override
  public String toString() {
    return "OutboxMail[" + id + ", " + kind + "]";
  }
}
