package accounts.logoutall;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.event.Actor;
import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import accounts.store.Attempts;
import java.util.Optional;

/** Ends every session of a member, the one that the request came with among them. */
final class LogoutAll {
  private final CurrentMember members;
  private final AccountStore accounts;
  private final Metrics metrics;

  LogoutAll(CurrentMember members, AccountStore accounts, Metrics metrics) {
    this.members = members;
    this.accounts = accounts;
    this.metrics = metrics;
  }

  /**
   * @throws ApiException 401 if the member is gone or not active
   */
  void run(MemberId id) {
    Attempts.run(
        () ->
            Optional.of(accounts.endSessions(members.find(id), Actor.member()))
                .filter(Change.DONE::equals));
    metrics.count(Metric.LOGOUTS);
  }

  /** What is done for a member who exists; this one does not. */
  void rehearse(Nobody nobody) {
    accounts.endSessions(nobody.member(new PasswordHash("of no password")), Actor.member());
  }
}
