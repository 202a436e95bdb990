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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends the session that a browser's tokens are of, if there is one; where cookies of one name bring
 * tokens of several, all of them.
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

  /**
   * @param refreshTokens as the browser sent them, mostly one
   * @param accessTokens the same
   */
  void run(List<String> refreshTokens, List<String> accessTokens) {
    Map<SessionId, MemberId> ended = new LinkedHashMap<>();
    for (String sent : refreshTokens) {
      try {
        SessionReference token = verifier.verifyRefreshAllowingExpired(sent);
        ended.put(token.session(), token.member());
      } catch (TokenException e) {
        // Another may be good.
      }
    }
    if (ended.isEmpty()) {
      for (String sent : accessTokens) {
        try {
          AccessToken token = verifier.verifyAccess(sent);
          token.session().ifPresent(session -> ended.put(session, token.member()));
        } catch (TokenException e) {
          // Another may be good; if none is, there is nothing to end.
        }
      }
    }
    ended.forEach((session, member) -> end(member, session));
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
