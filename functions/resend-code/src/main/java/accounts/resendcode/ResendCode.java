package accounts.resendcode;

import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.http.RateLimit;
import accounts.language.Language;
import accounts.limit.Place;
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
import accounts.store.StoreUnavailableException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Mails a new code, which replaces the old one. */
final class ResendCode {
  private static final PasswordHash NO_HASH = new PasswordHash("of no password");

  private final RateLimit mails;
  private final boolean hidesMembers;
  private final MemberStore members;
  private final Codes codes;
  private final PasswordHasher passwords;
  private final MailOutbox outbox;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param mails how often a mailbox gets mail
   * @param hidesMembers whether nothing that is refused is told
   */
  ResendCode(
      RateLimit mails,
      boolean hidesMembers,
      MemberStore members,
      Codes codes,
      PasswordHasher passwords,
      MailOutbox outbox,
      Clock clock,
      SecureRandom random) {
    this.mails = mails;
    this.hidesMembers = hidesMembers;
    this.members = members;
    this.codes = codes;
    this.passwords = passwords;
    this.outbox = outbox;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param typed the email, nothing if what was typed cannot be one
   * @param language of the mail; the member's if not given
   * @throws ApiException 404 if there is no such member, 401 if the password is wrong, 403 if the
   *     member is disabled, 409 if the address gets no mail; where members are hidden, none of
   *     these. 429 if the mailbox got too much mail
   */
  void run(Optional<Email> typed, Password password, Optional<Language> language) {
    Nobody nobody = new Nobody(clock, random);
    Optional<Member> found = typed.flatMap(email -> members.findByEmail(email, nobody.id()));
    Optional<ApiException> refusal = refusal(found, password);
    if (refusal.isPresent() && !hidesMembers) {
      throw refusal.get();
    }
    if (typed.isEmpty()) {
      return;
    }
    Optional<Place> place = mails.takeForMailbox(typed.get());
    try {
      if (refusal.isEmpty()) {
        Member member = found.orElseThrow();
        outbox.add(codeFor(member, language));
      } else {
        outbox.pretendAdd(codeFor(nobody.member(NO_HASH), language));
      }
    } catch (StoreUnavailableException e) {
      mails.giveBack(place);
      throw e;
    }
  }

  private Optional<ApiException> refusal(Optional<Member> found, Password password) {
    if (found.isEmpty()) {
      passwords.matchNothing(password);
      return Optional.of(
          new ApiException(404, ErrorCode.MEMBER_NOT_FOUND, Message.RESEND_UNKNOWN_EMAIL));
    }
    Member member = found.get();
    if (!passwords.matches(password, member.passwordHash())) {
      return Optional.of(new ApiException(401, ErrorCode.WRONG_PASSWORD, Message.WRONG_PASSWORD));
    }
    if (member.status() == MemberStatus.DISABLED) {
      return Optional.of(new ApiException(403, ErrorCode.MEMBER_NOT_ACTIVE, Message.NOT_ACTIVE));
    }
    if (member.suppression().isPresent()) {
      return Optional.of(
          new ApiException(409, ErrorCode.EMAIL_UNDELIVERABLE, Message.EMAIL_UNDELIVERABLE));
    }
    return Optional.empty();
  }

  /** Before the mail is sent: one with a code that Redis does not have would be of no use. */
  private OutboxMail codeFor(Member member, Optional<Language> language) {
    Code code = codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    return OutboxMail.verificationCode(
        member.id().value(),
        code.reveal(),
        member.email().address(),
        language.orElse(member.language()),
        clock.instant());
  }

  /** What follows on the right password, as far as it stores nothing. */
  void rehearse(Nobody nobody) {
    mails.takeForMailbox(nobody.email());
    PasswordHash hash = passwords.hash(Password.of("priming"));
    passwords.matches(Password.of(nobody.password()), hash);
    codes.rehearse(CodeUse.of(CodePurpose.VERIFY_EMAIL, nobody.member(hash)));
  }
}
