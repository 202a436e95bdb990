package accounts.endsession;

import accounts.event.SessionsEnded;
import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.session.Nobody;
import accounts.session.SessionId;
import accounts.session.SessionStore;

/** Ends one session of a member. */
final class EndSession {
  private final CurrentMember members;
  private final SessionStore sessions;
  private final Metrics metrics;

  EndSession(CurrentMember members, SessionStore sessions, Metrics metrics) {
    this.members = members;
    this.sessions = sessions;
    this.metrics = metrics;
  }

  /**
   * Ends it.
   *
   * @param session what stands in the path; what cannot be an id is that of no session
   * @throws ApiException 401 if the member is gone or not active, 404 if the member has no such
   *     session
   */
  SessionId run(MemberId member, String session) {
    members.find(member);
    SessionId id =
        SessionId.parse(session)
            .filter(parsed -> sessions.end(member, parsed, SessionsEnded.ENDED_BY_MEMBER))
            .orElseThrow(
                () ->
                    new ApiException(404, ErrorCode.SESSION_NOT_FOUND, Message.SESSION_NOT_FOUND));
    metrics.count(Metric.LOGOUTS);
    return id;
  }

  /** What is done for a member who exists; the session does not. */
  void rehearse(Nobody nobody) {
    sessions.end(nobody.id(), nobody.session().id(), SessionsEnded.ENDED_BY_MEMBER);
  }
}
