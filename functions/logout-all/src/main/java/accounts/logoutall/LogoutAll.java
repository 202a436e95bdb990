package accounts.logoutall;

import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.session.SessionStore;

/** Ends every session of a member, the one that the request came with among them. */
final class LogoutAll {
  private final CurrentMember members;
  private final SessionStore sessions;
  private final Metrics metrics;

  LogoutAll(CurrentMember members, SessionStore sessions, Metrics metrics) {
    this.members = members;
    this.sessions = sessions;
    this.metrics = metrics;
  }

  /**
   * @throws ApiException 401 if the member is gone or not active
   */
  void run(MemberId id) {
    members.find(id);
    sessions.endAll(id);
    metrics.count(Metric.LOGOUTS);
  }

  /** What is done for a member who exists; this one has no sessions. */
  void rehearse(MemberId nobody) {
    sessions.endAll(nobody);
  }
}
