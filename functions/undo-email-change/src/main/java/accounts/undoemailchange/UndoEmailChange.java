package accounts.undoemailchange;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.account.FormerEmail;
import accounts.account.SecretToken;
import accounts.http.ApiException;
import accounts.http.Field;
import accounts.http.NewPassword;
import accounts.http.TokenOwner;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import accounts.store.Attempts;
import java.time.Clock;
import java.util.Optional;

/**
 * Gives a member an address back who knows the token that was mailed there: for an owner whose
 * account somebody else has taken over.
 */
final class UndoEmailChange {
  private final TokenOwner owner;
  private final AccountStore accounts;
  private final PasswordHasher passwords;
  private final Clock clock;
  private final Metrics metrics;

  UndoEmailChange(
      TokenOwner owner,
      AccountStore accounts,
      PasswordHasher passwords,
      Clock clock,
      Metrics metrics) {
    this.owner = owner;
    this.accounts = accounts;
    this.passwords = passwords;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * @param password the new one; nothing: it stays
   * @return the address that is the member's again
   * @throws ApiException 400, the same whatever is wrong with the token; another if the password is
   *     the member's email address or nickname, which leaves the token good
   */
  Email run(SecretToken token, Optional<Password> password) {
    Email restored = Attempts.run(() -> attempt(token, password));
    metrics.count(Metric.EMAIL_CHANGES_UNDONE);
    return restored;
  }

  private Optional<Email> attempt(SecretToken token, Optional<Password> password) {
    Member member = owner.find(token);
    FormerEmail former =
        accounts.formerEmails(member.id()).stream()
            .filter(f -> token.hasDigest(f.digest()))
            .findFirst()
            .orElseThrow(TokenOwner::refused);
    password.ifPresent(
        p -> NewPassword.refusePersonal(p, former.email(), member.nickname(), Field.NEW_PASSWORD));
    Optional<PasswordHash> hash = password.map(passwords::hash);
    Optional<OutboxMail> mail = hash.map(h -> passwordChanged(member, former.email()));
    return accounts.undoEmailChange(member, former, hash, mail) == Change.DONE
        ? Optional.of(former.email())
        : Optional.empty();
  }

  private OutboxMail passwordChanged(Member member, Email to) {
    return OutboxMail.passwordChanged(
        member.id().value(), to.address(), member.language(), clock.instant());
  }

  /** What follows on a member who is there, as far as it stores nothing. */
  void rehearse(Nobody nobody, SecretToken token) {
    PasswordHash hash = passwords.hash(Password.of(nobody.password()));
    Member member = nobody.member(hash);
    accounts.formerEmails(member.id());
    accounts.undoEmailChange(
        member,
        FormerEmail.of(member.email(), token, clock.instant()),
        Optional.of(hash),
        Optional.of(passwordChanged(member, member.email())));
  }
}
