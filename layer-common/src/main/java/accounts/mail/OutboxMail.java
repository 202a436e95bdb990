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
    return create(member, MailKind.VERIFY_EMAIL, to, language, Map.of("code", code), now);
  }

  /** The mail that brings the token for a new password. */
  public static OutboxMail passwordReset(
      String member, String token, String to, Language language, Instant now) {
    return create(member, MailKind.PASSWORD_RESET, to, language, Map.of("token", token), now);
  }

  /** The mail that tells of a new password. */
  public static OutboxMail passwordChanged(
      String member, String to, Language language, Instant now) {
    return create(member, MailKind.PASSWORD_CHANGED, to, language, Map.of(), now);
  }

  /**
   * The mail that brings the code for a new address.
   *
   * @param to the new address
   */
  public static OutboxMail emailChangeCode(
      String member, String code, String to, Language language, Instant now) {
    return create(member, MailKind.CHANGE_EMAIL, to, language, Map.of("code", code), now);
  }

  /**
   * The mail that tells of a new address.
   *
   * @param newEmailMasked the new address, as much of it as the old one's owner may read
   * @param token undoes the change
   * @param to the old address
   */
  public static OutboxMail emailChanged(
      String member,
      String newEmailMasked,
      String token,
      String to,
      Language language,
      Instant now) {
    return create(
        member,
        MailKind.EMAIL_CHANGED,
        to,
        language,
        Map.of("newEmail", newEmailMasked, "token", token),
        now);
  }

  /** The mail that tells that the login was locked. */
  public static OutboxMail loginLocked(String member, String to, Language language, Instant now) {
    return create(member, MailKind.LOGIN_LOCKED, to, language, Map.of(), now);
  }

  /** The mail that tells of a sign-up with an address that the member has. */
  public static OutboxMail signUpAgain(String member, String to, Language language, Instant now) {
    return create(member, MailKind.SIGN_UP_AGAIN, to, language, Map.of(), now);
  }

  /** The mail that tells that the member was deleted. */
  public static OutboxMail accountDeleted(
      String member, String to, Language language, Instant now) {
    return create(member, MailKind.ACCOUNT_DELETED, to, language, Map.of(), now);
  }

  private static OutboxMail create(
      String member,
      MailKind kind,
      String to,
      Language language,
      Map<String, String> parameters,
      Instant now) {
    return new OutboxMail(
        MailId.random(member), kind, to, language, parameters, now.truncatedTo(ChronoUnit.MILLIS));
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
