package accounts.resendcode;

import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.FailedLogins;
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
import accounts.store.Attempts;
import accounts.store.StoreUnavailableException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Mails a new code, which replaces the old one. */
final class ResendCode {
  private static final PasswordHash NO_HASH = new PasswordHash("of no password");

  private final RateLimit clients;
  private final RateLimit mails;
  private final boolean hidesMembers;
  private final MemberStore members;
  private final FailedLogins failures;
  private final Codes codes;
  private final PasswordHasher passwords;
  private final MailOutbox outbox;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param clients how often one may try a password
   * @param mails how often a mailbox gets mail
   * @param hidesMembers whether nothing that is refused is told
   */
  ResendCode(
      RateLimit clients,
      RateLimit mails,
      boolean hidesMembers,
      MemberStore members,
      Codes codes,
      PasswordHasher passwords,
      MailOutbox outbox,
      Clock clock,
      SecureRandom random) {
    this.clients = clients;
    this.mails = mails;
    this.hidesMembers = hidesMembers;
    this.members = members;
    this.failures = new FailedLogins(members, hidesMembers, clock, random);
    this.codes = codes;
    this.passwords = passwords;
    this.outbox = outbox;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param typed the email, nothing if what was typed cannot be one
   * @param language of the mail; the member's if not given
   * @param address of the client
   * @throws ApiException 404 if there is no such member, 401 if the password is wrong, 403 if the
   *     member is disabled, 409 if the address gets no mail; where members are hidden, none of
   *     these. 429 if the client tries too often, the login is locked, or the mailbox got too much
   *     mail
   */
  void run(Optional<Email> typed, Password password, Optional<Language> language, String address) {
    // Whoever could try passwords here without being counted would not try them at the login.
    Optional<Place> client = clients.takeForClient(address);
    try {
      Attempts.run(() -> attempt(typed, password, language));
      clients.succeeded(client);
    } catch (StoreUnavailableException e) {
      clients.giveBack(client);
      throw e;
    }
  }

  /**
   * Where members are hidden a wrong password is answered as the right one, so it need not be
   * counted; a count would tell whose email it is.
   *
   * @return nothing if a wrong password could not be counted, because the member has changed
   *     meanwhile
   */
  private Optional<Boolean> attempt(
      Optional<Email> typed, Password password, Optional<Language> language) {
    Nobody nobody = new Nobody(clock, random);
    Optional<Member> found = typed.flatMap(email -> members.findByEmail(email, nobody.id()));
    FailedLogins.Subject subject = new FailedLogins.Subject(found, Optional.empty());
    Optional<Duration> locked = failures.lockedFor(subject);
    if (locked.isPresent() && !hidesMembers) {
      throw ApiException.tooEarly(ErrorCode.LOGIN_LOCKED, Message.LOGIN_LOCKED, locked.get());
    }
    boolean matches = matches(found, password);
    Optional<ApiException> refusal = refusal(found, matches);
    if (refusal.isPresent() && !hidesMembers) {
      if (!matches && !failures.record(subject)) {
        return Optional.empty();
      }
      throw refusal.get();
    }
    if (typed.isPresent()) {
      send(typed.get(), found.filter(m -> refusal.isEmpty()), nobody, language);
    }
    return Optional.of(true);
  }

  private boolean matches(Optional<Member> found, Password password) {
    if (found.isEmpty()) {
      passwords.matchNothing(password);
      return false;
    }
    return passwords.matches(password, found.get().passwordHash());
  }

  private static Optional<ApiException> refusal(Optional<Member> found, boolean matches) {
    if (found.isEmpty()) {
      return Optional.of(
          new ApiException(404, ErrorCode.MEMBER_NOT_FOUND, Message.RESEND_UNKNOWN_EMAIL));
    }
    if (!matches) {
      return Optional.of(new ApiException(401, ErrorCode.WRONG_PASSWORD, Message.WRONG_PASSWORD));
    }
    if (found.get().status() == MemberStatus.DISABLED) {
      return Optional.of(new ApiException(403, ErrorCode.MEMBER_NOT_ACTIVE, Message.NOT_ACTIVE));
    }
    return found
        .get()
        .suppression()
        .map(
            suppression ->
                new ApiException(409, ErrorCode.EMAIL_UNDELIVERABLE, Message.EMAIL_UNDELIVERABLE));
  }

  /**
   * @param to who gets the mail; nothing: it is only pretended
   */
  private void send(Email email, Optional<Member> to, Nobody nobody, Optional<Language> language) {
    Optional<Place> place = mails.takeForMailbox(email);
    try {
      if (to.isPresent()) {
        outbox.add(codeFor(to.get(), language));
      } else {
        outbox.pretendAdd(codeFor(nobody.member(NO_HASH), language));
      }
    } catch (StoreUnavailableException e) {
      mails.giveBack(place);
      throw e;
    }
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
    members.findByEmail(nobody.email(), nobody.id());
    PasswordHash hash = passwords.hash(Password.of("priming"));
    passwords.matches(Password.of(nobody.password()), hash);
    codes.rehearse(CodeUse.of(CodePurpose.VERIFY_EMAIL, nobody.member(hash)));
  }
}
