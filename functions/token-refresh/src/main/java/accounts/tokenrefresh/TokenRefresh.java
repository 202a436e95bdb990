package accounts.tokenrefresh;

import accounts.event.SessionsEnded;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.session.SessionStore;
import accounts.session.SessionStore.Rotation;
import accounts.token.RefreshToken;
import accounts.token.SentTokens;
import accounts.token.TokenException;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import accounts.token.TokenVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final SentTokens sent;
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
    this.sent = new SentTokens(verifier);
    this.sessions = sessions;
    this.tokens = tokens;
    this.lifetimes = lifetimes;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Of several tokens the first that leads to a successor.
   *
   * @param cookies as the browser sent them
   * @throws ApiException 401 if there is none, or none that is accepted; or if there are good ones
   *     of two members
   */
  TokenPair run(List<String> cookies) {
    for (RefreshToken token : newestOfEachSession(verify(cookies))) {
      Optional<TokenPair> successor = rotate(token);
      if (successor.isPresent()) {
        return successor.get();
      }
    }
    throw invalid();
  }

  /** An older one beside a newer is no sign that two have it, and would end the session. */
  private static Collection<RefreshToken> newestOfEachSession(List<RefreshToken> tokens) {
    Map<SessionId, RefreshToken> newest = new LinkedHashMap<>();
    for (RefreshToken token : tokens) {
      newest.merge(token.session(), token, (a, b) -> a.generation() >= b.generation() ? a : b);
    }
    return newest.values();
  }

  private Optional<TokenPair> rotate(RefreshToken token) {
    Rotation rotation =
        sessions.rotate(token.member(), token.session(), token.generation(), lifetimes.refresh());
    if (rotation.session().isEmpty()) {
      return Optional.empty();
    }
    Session session = rotation.session().get();
    if (rotation.rotated() || isRepeated(token, session)) {
      TokenPair issued = tokens.issue(session);
      if (rotation.rotated()) {
        metrics.count(Metric.REFRESHES);
      }
      return Optional.of(issued);
    }
    if (token.generation() < session.generation()) {
      sessions.end(token.member(), token.session(), SessionsEnded.TOKEN_REUSED);
      metrics.count(Metric.REFRESH_REUSE_DETECTED);
    }
    return Optional.empty();
  }

  /** A refresh token that is good but for its session, which does not exist. */
  String tokenOf(Nobody nobody) {
    return tokens.issue(nobody.session()).refresh();
  }

  private boolean isRepeated(RefreshToken token, Session session) {
    return token.generation() + 1 == session.generation()
        && !clock.instant().isAfter(session.rotatedAt().plus(GRACE));
  }

  private List<RefreshToken> verify(List<String> cookies) {
    try {
      return sent.refresh(cookies);
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
