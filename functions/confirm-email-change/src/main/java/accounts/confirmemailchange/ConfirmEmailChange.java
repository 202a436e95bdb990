package accounts.confirmemailchange;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.SecretToken;
import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import accounts.store.Attempts;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Gives a member the new address who knows the code that was mailed there, and tells the old one
 * how to undo it.
 */
final class ConfirmEmailChange {
  private final CurrentMember current;
  private final Codes codes;
  private final AccountStore accounts;
  private final Clock clock;
  private final SecureRandom random;
  private final Metrics metrics;

  ConfirmEmailChange(
      CurrentMember current,
      Codes codes,
      AccountStore accounts,
      Clock clock,
      SecureRandom random,
      Metrics metrics) {
    this.current = current;
    this.codes = codes;
    this.accounts = accounts;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  /**
   * The code is held while the change is made, so that one code makes one success, and comes back
   * if it made none.
   *
   * @return the new address
   * @throws ApiException 400, the same whatever is wrong with the code; 409 if somebody has come to
   *     have the address
   */
  Email run(MemberId id, Code code) {
    Member member = current.find(id);
    EmailChange change = accounts.findEmailChange(id).orElseThrow(ConfirmEmailChange::refused);
    CodeUse use = CodeUse.of(CodePurpose.CHANGE_EMAIL, member, change.email());
    Email changed =
        codes.spend(code, use, () -> make(member, change)).orElseThrow(ConfirmEmailChange::refused);
    metrics.count(Metric.EMAIL_CHANGES);
    return changed;
  }

  private Email make(Member read, EmailChange change) {
    Change made = confirm(read, change);
    if (made == Change.STALE) {
      made = Attempts.run(() -> attempt(read.id(), change));
    }
    if (made == Change.EMAIL_TAKEN) {
      throw new ApiException(409, ErrorCode.EMAIL_TAKEN, Message.EMAIL_TAKEN);
    }
    return change.email();
  }

  /** Whether the hash was renewed meanwhile or a session begun: it is the change that counts. */
  private Optional<Change> attempt(MemberId id, EmailChange spentFor) {
    Member member = current.find(id);
    EmailChange change =
        accounts
            .findEmailChange(id)
            .filter(spentFor::equals)
            .orElseThrow(ConfirmEmailChange::refused);
    return Optional.of(confirm(member, change)).filter(c -> c != Change.STALE);
  }

  private Change confirm(Member member, EmailChange change) {
    Instant now = clock.instant();
    SecretToken undo = SecretToken.create(member.id(), random);
    return accounts.confirmEmailChange(
        member,
        change,
        FormerEmail.of(member.email(), undo, now),
        OutboxMail.emailChanged(
            member.id().value(),
            // Masked: a mail that somebody else reads tells no address.
            change.email().toString(),
            undo.reveal(),
            member.email().address(),
            member.language(),
            now));
  }

  private static ApiException refused() {
    return new ApiException(400, ErrorCode.CODE_INVALID, Message.CODE_INVALID);
  }

  /** Spends a code that there is not, and changes the address of a member who does not exist. */
  void rehearse(Nobody nobody) {
    Member member = nobody.member(new PasswordHash("of no password"));
    codes.rehearse(CodeUse.of(CodePurpose.CHANGE_EMAIL, member));
    accounts.findEmailChange(member.id());
    // A transaction takes no item twice, and each address has its guard.
    Email other = new Email("other-" + nobody.email().address());
    confirm(member, EmailChange.to(other, clock.instant()));
  }
}
