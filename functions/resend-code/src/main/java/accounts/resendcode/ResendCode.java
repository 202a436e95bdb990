package accounts.resendcode;

import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.language.Language;
import accounts.mail.MailOutbox;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import java.time.Clock;
import java.util.Optional;

/** Mails a new code, which replaces the old one. */
final class ResendCode {
  private final MemberStore members;
  private final Codes codes;
  private final PasswordHasher passwords;
  private final MailOutbox outbox;
  private final Clock clock;

  ResendCode(
      MemberStore members, Codes codes, PasswordHasher passwords, MailOutbox outbox, Clock clock) {
    this.members = members;
    this.codes = codes;
    this.passwords = passwords;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * @param typed the email, nothing if what was typed cannot be one
   * @param language of the mail; the member's if not given
   * @throws ApiException 404 if there is no such member, 401 if the password is wrong, 403 if the
   *     member is disabled, 409 if the address gets no mail
   */
  void run(Optional<Email> typed, Password password, Optional<Language> language) {
    Optional<Member> found = typed.flatMap(members::findByEmail);
    if (found.isEmpty()) {
      passwords.matchNothing(password);
      throw new ApiException(404, ErrorCode.MEMBER_NOT_FOUND, Message.RESEND_UNKNOWN_EMAIL);
    }
    Member member = found.get();
    if (!passwords.matches(password, member.passwordHash())) {
      throw new ApiException(401, ErrorCode.WRONG_PASSWORD, Message.WRONG_PASSWORD);
    }
    if (member.status() == MemberStatus.DISABLED) {
      throw new ApiException(403, ErrorCode.MEMBER_NOT_ACTIVE, Message.NOT_ACTIVE);
    }
    if (member.suppression().isPresent()) {
      throw new ApiException(409, ErrorCode.EMAIL_UNDELIVERABLE, Message.EMAIL_UNDELIVERABLE);
    }
    // Before the mail: a mail with a code that Redis does not have would be of no use.
    Code code = codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    outbox.add(
        OutboxMail.verificationCode(
            member.id().value(),
            code.reveal(),
            member.email().address(),
            language.orElse(member.language()),
            clock.instant()));
  }

  /** What follows on the right password, as far as it stores nothing. */
  void rehearse(Nobody nobody) {
    PasswordHash hash = passwords.hash(Password.of("priming"));
    passwords.matches(Password.of(nobody.password()), hash);
    codes.rehearse(CodeUse.of(CodePurpose.VERIFY_EMAIL, nobody.member(hash)));
  }
}
