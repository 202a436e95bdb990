package accounts.token;

import accounts.member.MemberId;
import accounts.session.SessionId;

/** A refresh token that was verified. Only {@link TokenVerifier} makes one. */
public final class RefreshToken {
  private final MemberId member;
  private final SessionId session;
  private final long generation;

  RefreshToken(MemberId member, SessionId session, long generation) {
    this.member = member;
    this.session = session;
    this.generation = generation;
  }

  public MemberId member() {
    return member;
  }

  public SessionId session() {
    return session;
  }

  /** Of the session, when the token was issued. */
  public long generation() {
    return generation;
  }
}
