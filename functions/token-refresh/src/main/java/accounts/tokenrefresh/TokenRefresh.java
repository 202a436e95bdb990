package accounts.tokenrefresh;

import accounts.event.SessionsEnded;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionStore;
import accounts.session.SessionStore.Rotation;
import accounts.token.RefreshToken;
import accounts.token.TokenException;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import accounts.token.TokenVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Trades a refresh token for its successor (RFC 9700 section 4.14.2, refresh token rotation).
 *
 * <p>Each token is good once. One that comes again means that two have it: the session ends. But
 * two tabs of one browser may well send the same token at once, and an answer may get lost; so for
 * {@link #GRACE} the token before the current one gets the same successor as the first time.
 */
final class TokenRefresh {
  /** How long after a rotation the token before it still leads to the same successor. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private final TokenVerifier verifier;
  private final SessionStore sessions;
  private final TokenIssuer tokens;
  private final TokenLifetimes lifetimes;
  private final Clock clock;
  private final Metrics metrics;

  TokenRefresh(
      TokenVerifier verifier,
      SessionStore sessions,
      TokenIssuer tokens,
      TokenLifetimes lifetimes,
      Clock clock,
      Metrics metrics) {
    this.verifier = verifier;
    this.sessions = sessions;
    this.tokens = tokens;
    this.lifetimes = lifetimes;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * @throws ApiException 401 if the token is missing, expired or not accepted
   */
  TokenPair run(Optional<String> cookie) {
    RefreshToken token = verify(cookie.orElseThrow(TokenRefresh::invalid));
    Rotation rotation =
        sessions.rotate(token.member(), token.session(), token.generation(), lifetimes.refresh());
    Session session = rotation.session().orElseThrow(TokenRefresh::invalid);
    if (rotation.rotated() || isRepeated(token, session)) {
      TokenPair issued = tokens.issue(session);
      if (rotation.rotated()) {
        metrics.count(Metric.REFRESHES);
      }
      return issued;
    }
    if (token.generation() < session.generation()) {
      sessions.end(token.member(), token.session(), SessionsEnded.TOKEN_REUSED);
      metrics.count(Metric.REFRESH_REUSE_DETECTED);
    }
    throw invalid();
  }

  /** A refresh token that is good but for its session, which does not exist. */
  String tokenOf(Nobody nobody) {
    return tokens.issue(nobody.session()).refresh();
  }

  private boolean isRepeated(RefreshToken token, Session session) {
    return token.generation() + 1 == session.generation()
        && !clock.instant().isAfter(session.rotatedAt().plus(GRACE));
  }

  private RefreshToken verify(String token) {
    try {
      return verifier.verifyRefresh(token);
    } catch (TokenException e) {
      throw switch (e.reason()) {
        case EXPIRED ->
            new ApiException(401, ErrorCode.REFRESH_TOKEN_EXPIRED, Message.REFRESH_TOKEN_EXPIRED);
        case INVALID -> invalid();
      };
    }
  }

  private static ApiException invalid() {
    return new ApiException(401, ErrorCode.REFRESH_TOKEN_INVALID, Message.REFRESH_TOKEN_INVALID);
  }
}
