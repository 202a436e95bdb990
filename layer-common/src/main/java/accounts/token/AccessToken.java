package accounts.token;

import accounts.member.MemberId;
import accounts.session.SessionId;
import java.util.Optional;

/** An access token that was verified. Only {@link TokenVerifier} makes one. */
public final class AccessToken {
  private final MemberId member;
  private final Optional<SessionId> session;

  AccessToken(MemberId member, Optional<SessionId> session) {
    this.member = member;
    this.session = session;
  }

  public MemberId member() {
    return member;
  }

  public Optional<SessionId> session() {
    return session;
  }
}
