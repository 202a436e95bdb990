package accounts.logout;

import accounts.event.SessionsEnded;
import accounts.member.MemberId;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.session.Nobody;
import accounts.session.SessionId;
import accounts.session.SessionStore;
import accounts.token.AccessToken;
import accounts.token.SessionReference;
import accounts.token.TokenException;
import accounts.token.TokenIssuer;
import accounts.token.TokenVerifier;
import java.util.Optional;

/**
 * Ends the session that a browser's tokens are of, if there is one.
 *
 * <p>The refresh token counts whatever its generation and its expiry: whoever logs out wants the
 * session to end, and whoever else has the token can do no more than that with it. The access token
 * serves where there is no such one.
 */
final class Logout {
  private final TokenVerifier verifier;
  private final SessionStore sessions;
  private final TokenIssuer tokens;
  private final Metrics metrics;

  /**
   * @param tokens for priming only
   */
  Logout(TokenVerifier verifier, SessionStore sessions, TokenIssuer tokens, Metrics metrics) {
    this.verifier = verifier;
    this.sessions = sessions;
    this.tokens = tokens;
    this.metrics = metrics;
  }

  void run(Optional<String> refreshToken, Optional<String> accessToken) {
    if (refreshToken.isPresent()) {
      try {
        SessionReference token = verifier.verifyRefreshAllowingExpired(refreshToken.get());
        end(token.member(), token.session());
        return;
      } catch (TokenException e) {
        // The access token is still to be looked at.
      }
    }
    if (accessToken.isPresent()) {
      try {
        AccessToken token = verifier.verifyAccess(accessToken.get());
        token.session().ifPresent(session -> end(token.member(), session));
      } catch (TokenException e) {
        // There is nothing to end.
      }
    }
  }

  private void end(MemberId member, SessionId session) {
    if (sessions.end(member, session, SessionsEnded.LOGOUT)) {
      metrics.count(Metric.LOGOUTS);
    }
  }

  /** A refresh token that is good but for its session, which does not exist. */
  String tokenOf(Nobody nobody) {
    return tokens.issue(nobody.session()).refresh();
  }
}
