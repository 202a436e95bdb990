package accounts.changeemail;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.account.EmailChange;
import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.http.ErrorCode;
import accounts.http.Field;
import accounts.http.Message;
import accounts.http.RateLimit;
import accounts.language.Language;
import accounts.limit.Place;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStore;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import accounts.store.Attempts;
import accounts.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Mails a code to the address that a member wants to have. Nothing changes before it is confirmed.
 */
final class ChangeEmail {
  /**
   * What a member asks for.
   *
   * @param email the new one
   * @param language of the mail; the member's if not given
   */
  record Command(MemberId member, Email email, Password password, Optional<Language> language) {}

  private final RateLimit mails;
  private final MemberStore members;
  private final CurrentMember current;
  private final PasswordHasher passwords;
  private final Codes codes;
  private final AccountStore accounts;
  private final Clock clock;

  /**
   * @param mails how often a mailbox gets mail
   */
  ChangeEmail(
      RateLimit mails,
      MemberStore members,
      PasswordHasher passwords,
      Codes codes,
      AccountStore accounts,
      Clock clock) {
    this.mails = mails;
    this.members = members;
    this.current = new CurrentMember(members);
    this.passwords = passwords;
    this.codes = codes;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * Asks for the password: whoever found a device unlocked shall not take the account along. Whose
   * an address is comes after that.
   *
   * @throws ApiException 403 if the password is wrong, 400 if it is the member's address already,
   *     409 if somebody else has it or may have it back, 429 if the mailbox got too much mail
   */
  void run(Command command) {
    if (Attempts.run(() -> attempt(command)) == Change.EMAIL_TAKEN) {
      throw taken();
    }
  }

  private Optional<Change> attempt(Command command) {
    Member member = current.find(command.member(), command.password(), passwords);
    Email email = command.email();
    if (member.email().equals(email)) {
      throw ApiException.invalidField(Field.EMAIL, Message.SAME_EMAIL);
    }
    // Seen here, before the code of an earlier change is replaced.
    if (!members.isFree(email, member.id())) {
      throw taken();
    }
    Optional<Place> place = mails.takeForMailbox(email);
    try {
      // Before the mail: a mail with a code that Redis does not have would be of no use.
      Code code = codes.issue(CodeUse.of(CodePurpose.CHANGE_EMAIL, member, email));
      Language language = command.language().orElse(member.language());
      Change change = request(member, email, code, language);
      if (change != Change.DONE) {
        mails.giveBack(place);
      }
      return Optional.of(change).filter(c -> c != Change.STALE);
    } catch (StoreUnavailableException e) {
      mails.giveBack(place);
      throw e;
    }
  }

  private Change request(Member member, Email email, Code code, Language language) {
    Instant now = clock.instant();
    return accounts.requestEmailChange(
        member,
        EmailChange.to(email, now),
        OutboxMail.emailChangeCode(
            member.id().value(), code.reveal(), email.address(), language, now));
  }

  private static ApiException taken() {
    return new ApiException(409, ErrorCode.EMAIL_TAKEN, Message.EMAIL_TAKEN);
  }

  /** What follows on a member who is there, as far as it stores nothing. */
  void rehearse(Nobody nobody) {
    mails.takeForMailbox(nobody.email());
    PasswordHash hash = passwords.hash(Password.of("priming"));
    passwords.matches(Password.of(nobody.password()), hash);
    Member member = nobody.member(hash);
    codes.rehearse(CodeUse.of(CodePurpose.CHANGE_EMAIL, member));
    request(member, nobody.email(), Code.typed("000000"), Language.ENGLISH);
  }
}
