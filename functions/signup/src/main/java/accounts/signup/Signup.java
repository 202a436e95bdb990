package accounts.signup;

import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.member.Nickname;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Signs somebody up: a pending member, and a mail with a code. */
final class Signup {
  /** What somebody signs up with. */
  record Command(Email email, Password password, Nickname nickname, Language language) {}

  private final MemberStore members;
  private final Codes codes;
  private final PasswordHasher passwords;
  private final Duration pendingLifetime;
  private final Clock clock;
  private final SecureRandom random;
  private final Metrics metrics;

  Signup(
      MemberStore members,
      Codes codes,
      PasswordHasher passwords,
      Duration pendingLifetime,
      Clock clock,
      SecureRandom random,
      Metrics metrics) {
    this.members = members;
    this.codes = codes;
    this.passwords = passwords;
    this.pendingLifetime = pendingLifetime;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  /**
   * The code goes to Redis first: it is under an id that nobody else has, so one whose member could
   * not be stored harms nobody and expires, while a member is never stored without a code.
   *
   * @throws ApiException 409 if email or nickname are taken
   */
  void run(Command command) {
    Instant now = clock.instant();
    MemberId id = MemberId.create(now, random);
    PasswordHash hash = passwords.hash(command.password());
    Member member =
        Member.create(
            id,
            command.email(),
            command.nickname(),
            hash,
            MemberStatus.PENDING,
            command.language(),
            now.truncatedTo(ChronoUnit.MILLIS),
            Optional.of(now.plus(pendingLifetime).truncatedTo(ChronoUnit.SECONDS)));
    Code code = codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    OutboxMail mail =
        OutboxMail.verificationCode(
            id.value(), code.reveal(), command.email().address(), command.language(), now);
    switch (members.create(member, mail)) {
      case CREATED -> metrics.count(Metric.SIGN_UPS);
      case EMAIL_TAKEN -> throw new ApiException(409, ErrorCode.EMAIL_TAKEN, Message.EMAIL_TAKEN);
      case NICKNAME_TAKEN ->
          throw new ApiException(409, ErrorCode.NICKNAME_TAKEN, Message.NICKNAME_TAKEN);
    }
  }

  /** The same in the name of somebody who does not exist, and without storing anything. */
  void rehearse(Nobody nobody) {
    PasswordHash hash = passwords.hash(Password.of(nobody.password()));
    Member member = nobody.member(hash);
    codes.rehearse(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    members.rehearseCreate(
        member,
        OutboxMail.verificationCode(
            nobody.id().value(),
            Code.random(random).reveal(),
            nobody.email().address(),
            Language.ENGLISH,
            clock.instant()));
  }
}
