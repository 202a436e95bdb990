package accounts.token;

import accounts.member.MemberId;
import accounts.session.SessionId;

/**
 * The session that a token of ours was issued for, though the token may have expired since: enough
 * to end the session, and for nothing else. Only {@link TokenVerifier} makes one.
 */
public final class SessionReference {
  private final MemberId member;
  private final SessionId session;

  SessionReference(MemberId member, SessionId session) {
    this.member = member;
    this.session = session;
  }

  public MemberId member() {
    return member;
  }

  public SessionId session() {
    return session;
  }
}
