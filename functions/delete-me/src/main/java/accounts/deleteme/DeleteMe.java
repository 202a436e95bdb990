package accounts.deleteme;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.code.Codes;
import accounts.event.Actor;
import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.mail.OutboxMail;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.Password;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import accounts.store.Attempts;
import java.time.Clock;
import java.util.Optional;

/** Deletes a member with all that is stored about them. */
final class DeleteMe {
  private final CurrentMember current;
  private final PasswordHasher passwords;
  private final Codes codes;
  private final AccountStore accounts;
  private final Clock clock;
  private final Metrics metrics;

  DeleteMe(
      CurrentMember current,
      PasswordHasher passwords,
      Codes codes,
      AccountStore accounts,
      Clock clock,
      Metrics metrics) {
    this.current = current;
    this.passwords = passwords;
    this.codes = codes;
    this.accounts = accounts;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Takes the codes away first: they are nothing that could not be mailed again if the rest fails.
   *
   * @throws ApiException 401 if there is no such member any more, 403 if the password is wrong
   */
  void run(MemberId id, Password password) {
    Attempts.run(() -> delete(id, password));
    metrics.count(Metric.DELETIONS);
  }

  private Optional<Change> delete(MemberId id, Password password) {
    Member member = current.find(id, password, passwords);
    codes.forget(id);
    return Optional.of(accounts.delete(member, mail(member), Actor.member()))
        .filter(Change.DONE::equals);
  }

  /** None to an address that gets none: once the member is gone, the mailer cannot know. */
  private Optional<OutboxMail> mail(Member member) {
    return member.suppression().isPresent()
        ? Optional.empty()
        : Optional.of(
            OutboxMail.accountDeleted(
                member.id().value(), member.email().address(), member.language(), clock.instant()));
  }

  /** What follows on the right password, for a member who does not exist. */
  void rehearse(Nobody nobody) {
    Password password = Password.of(nobody.password());
    Member member = nobody.member(passwords.hash(Password.of("priming")));
    passwords.matches(password, member.passwordHash());
    codes.forget(member.id());
    accounts.delete(member, mail(member), Actor.member());
  }
}
