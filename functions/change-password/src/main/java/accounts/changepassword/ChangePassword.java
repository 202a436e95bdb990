package accounts.changepassword;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.http.Field;
import accounts.http.NewPassword;
import accounts.mail.OutboxMail;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import accounts.session.SessionId;
import accounts.store.Attempts;
import java.time.Clock;
import java.util.Optional;

/** Changes a member's password, and ends all sessions but the one in which it was changed. */
final class ChangePassword {
  /**
   * What somebody wants changed.
   *
   * @param session the one that goes on; nothing: none does
   * @param password the present one
   */
  record Command(
      MemberId id, Optional<SessionId> session, Password password, Password newPassword) {}

  private final CurrentMember current;
  private final PasswordHasher passwords;
  private final AccountStore accounts;
  private final Clock clock;
  private final Metrics metrics;

  ChangePassword(
      CurrentMember current,
      PasswordHasher passwords,
      AccountStore accounts,
      Clock clock,
      Metrics metrics) {
    this.current = current;
    this.passwords = passwords;
    this.accounts = accounts;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Of two at once one changes the password; the other meets a password that is not the one typed.
   *
   * @throws ApiException 401 if there is no such member any more, 403 if the password is wrong, 400
   *     if the new one is the member's email address or nickname
   */
  void run(Command command) {
    Attempts.run(() -> change(command));
    metrics.count(Metric.PASSWORD_CHANGES);
  }

  private Optional<Change> change(Command command) {
    Member member = current.find(command.id(), command.password(), passwords);
    NewPassword.refusePersonal(
        command.newPassword(), member.email(), member.nickname(), Field.NEW_PASSWORD);
    PasswordHash hash = passwords.hash(command.newPassword());
    return Optional.of(accounts.changePassword(member, hash, command.session(), mail(member)))
        .filter(Change.DONE::equals);
  }

  private OutboxMail mail(Member member) {
    return OutboxMail.passwordChanged(
        member.id().value(), member.email().address(), member.language(), clock.instant());
  }

  /** What follows on the right password, for a member who does not exist. */
  void rehearse(Nobody nobody) {
    PasswordHash hash = passwords.hash(Password.of("priming"));
    Member member = nobody.member(hash);
    passwords.matches(Password.of(nobody.password()), hash);
    accounts.changePassword(member, hash, Optional.empty(), mail(member));
  }
}
