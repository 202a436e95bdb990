package accounts.confirmpasswordreset;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.http.ApiException;
import accounts.http.Field;
import accounts.http.NewPassword;
import accounts.http.TokenOwner;
import accounts.mail.OutboxMail;
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

/** Sets the password of a member who knows the token that was mailed, and ends every session. */
final class ConfirmPasswordReset {
  private final TokenOwner owner;
  private final AccountStore accounts;
  private final PasswordHasher passwords;
  private final Clock clock;
  private final Metrics metrics;

  ConfirmPasswordReset(
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
   * A token that does not do costs no hash: it cannot be guessed, and the time tells nothing that
   * the answer does not.
   *
   * @throws ApiException 400, the same whatever is wrong with the token; another if the password is
   *     the member's email address or nickname, which leaves the token good
   */
  void run(SecretToken token, Password password) {
    // A login may have renewed the hash of the old password meanwhile: the token is good still.
    Attempts.run(() -> attempt(token, password));
    metrics.count(Metric.PASSWORD_RESETS);
  }

  private Optional<Change> attempt(SecretToken token, Password password) {
    Member member = owner.find(token);
    PasswordReset reset =
        accounts
            .findReset(member.id())
            .filter(r -> token.hasDigest(r.digest()))
            .orElseThrow(TokenOwner::refused);
    NewPassword.refusePersonal(password, member.email(), member.nickname(), Field.NEW_PASSWORD);
    Change change = accounts.confirmReset(member, reset, passwords.hash(password), changed(member));
    return Optional.of(change).filter(Change.DONE::equals);
  }

  private OutboxMail changed(Member member) {
    return OutboxMail.passwordChanged(
        member.id().value(), member.email().address(), member.language(), clock.instant());
  }

  /** What follows on the right token, as far as it stores nothing. */
  void rehearse(Nobody nobody, SecretToken token) {
    PasswordHash hash = passwords.hash(Password.of(nobody.password()));
    Member member = nobody.member(hash);
    accounts.findReset(member.id());
    accounts.confirmReset(member, PasswordReset.by(token, clock.instant()), hash, changed(member));
  }
}
