package accounts.token;

import accounts.crypto.HmacSha256;
import accounts.session.Session;
import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Issues the two tokens of a session's current generation. They depend on nothing but the session,
 * the keys and the lifetimes: two requests that meet at one refresh get the same tokens. That is
 * why the key is the one that was active when the session was refreshed, not the one that is now,
 * and why no signature is random. The key's own algorithm signs, whatever the parameter says by
 * now.
 */
public final class TokenIssuer {
  static final String TOKEN_TYPE = "token_type";
  static final String USER_ID = "user_id";
  static final String SESSION_ID = "sid";
  static final String GENERATION = "gen";

  private final KeyRingCache keys;
  private final TokenLifetimes lifetimes;

  public TokenIssuer(KeyRingCache keys, TokenLifetimes lifetimes) {
    this.keys = keys;
    this.lifetimes = lifetimes;
  }

  /**
   * The tokens.
   *
   * @throws accounts.store.StoreUnavailableException if there are no keys
   */
  public TokenPair issue(Session session) {
    SigningKey key = keys.ring().signingKey(session.rotatedAt());
    Algorithm algorithm = key.jwt();
    String access = token(key, TokenType.ACCESS, session, lifetimes.access()).sign(algorithm);
    String refresh =
        token(key, TokenType.REFRESH, session, lifetimes.refresh())
            .withClaim(GENERATION, session.generation())
            .sign(algorithm);
    return new TokenPair(access, refresh);
  }

  private static JWTCreator.Builder token(
      SigningKey key, TokenType type, Session session, Duration lifetime) {
    Instant issuedAt = session.rotatedAt().truncatedTo(ChronoUnit.SECONDS);
    return JWT.create()
        .withKeyId(key.id())
        .withClaim(TOKEN_TYPE, type.claim())
        .withIssuedAt(issuedAt)
        .withExpiresAt(issuedAt.plus(lifetime))
        .withJWTId(jti(key, type, session))
        .withClaim(USER_ID, session.member().value())
        .withClaim(SESSION_ID, session.id().value());
  }

  /** 32 hex digits that nobody can foresee and that are the same each time. */
  private static String jti(SigningKey key, TokenType type, Session session) {
    String message = "jti " + type.claim() + " " + session.id() + " " + session.generation();
    byte[] digest = HmacSha256.of(key.secret(), message);
    return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
  }
}
