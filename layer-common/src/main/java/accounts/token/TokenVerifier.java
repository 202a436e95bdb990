package accounts.token;

import accounts.json.Json;
import accounts.member.MemberId;
import accounts.session.SessionId;
import accounts.token.TokenException.Reason;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Verifies tokens: signature by a known key that is not retired, with that key's own algorithm (RFC
 * 8725 section 3.1), the right {@code token_type}, {@code exp}, {@code iat}, {@code jti} and {@code
 * user_id} present and of their type, not expired. No leeway: a token expires in the second its
 * {@code exp} names.
 *
 * <p>The key is the one that the header's {@code kid} names; only a token without that is tried
 * with each.
 */
public final class TokenVerifier {
  /** Ours have about 400 characters. */
  private static final int LONGEST = 2048;

  /**
   * The year 9999: beyond it an Instant cannot be written, and no token of ours lasts that long.
   */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final KeyRingCache keys;
  private final Clock clock;

  public TokenVerifier(KeyRingCache keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The token, verified.
   *
   * @throws accounts.store.StoreUnavailableException if there are no keys
   */
  public AccessToken verifyAccess(String token) throws TokenException {
    ObjectNode claims = verify(token, TokenType.ACCESS);
    Optional<SessionId> session =
        claims.has(TokenIssuer.SESSION_ID) ? Optional.of(session(claims)) : Optional.empty();
    AccessToken accessToken = new AccessToken(member(claims), session);
    checkExpiry(claims);
    return accessToken;
  }

  /**
   * The token, verified.
   *
   * @throws accounts.store.StoreUnavailableException if there are no keys
   */
  public RefreshToken verifyRefresh(String token) throws TokenException {
    ObjectNode claims = verify(token, TokenType.REFRESH);
    RefreshToken refreshToken =
        new RefreshToken(member(claims), session(claims), integer(claims, TokenIssuer.GENERATION));
    checkExpiry(claims);
    return refreshToken;
  }

  /**
   * Which session a refresh token is of, expired or not; all else is verified. For ending it: a
   * session may go on when an old token of it expires, and whoever logs out with that means it.
   * OpenID Connect RP-Initiated Logout 1.0 section 2 has it so for its tokens, too. Nobody gets
   * more by it than with a token used before, which ends its session at a refresh.
   *
   * @throws accounts.store.StoreUnavailableException if there are no keys
   */
  public SessionReference verifyRefreshAllowingExpired(String token) throws TokenException {
    ObjectNode claims = verify(token, TokenType.REFRESH);
    SessionReference reference = new SessionReference(member(claims), session(claims));
    integer(claims, TokenIssuer.GENERATION);
    integer(claims, "exp");
    return reference;
  }

  private ObjectNode verify(String token, TokenType type) throws TokenException {
    if (token.length() > LONGEST) {
      throw invalid();
    }
    List<SigningKey> candidates = candidates(part(token, 0));
    DecodedJWT decoded = decode(token);
    if (candidates.stream().noneMatch(key -> isSignedBy(key, decoded))) {
      throw invalid();
    }
    // java-jwt's own claims are lenient (a number may be a fraction, a name may come twice).
    ObjectNode claims = part(token, 1);
    if (!type.claim().equals(text(claims, TokenIssuer.TOKEN_TYPE))
        || text(claims, "jti").isEmpty()) {
      throw invalid();
    }
    integer(claims, "iat");
    return claims;
  }

  /**
   * The keys that may have signed it, by its header. Before the library sees the token: its reading
   * of a header is lenient too.
   */
  private List<SigningKey> candidates(ObjectNode header) throws TokenException {
    if (!SigningKey.ALGORITHM.equals(text(header, "alg"))
        // RFC 7515 section 4.1.11: extensions that have to be understood. There are none here.
        || header.has("crit")) {
      throw invalid();
    }
    if (!header.has("kid")) {
      return keys.ring().accepted(clock.instant());
    }
    String id = text(header, "kid");
    return keys.ringWith(id).accepted(id, clock.instant()).stream().toList();
  }

  private static DecodedJWT decode(String token) throws TokenException {
    try {
      return JWT.decode(token);
    } catch (JWTDecodeException e) {
      throw invalid();
    }
  }

  private static boolean isSignedBy(SigningKey key, DecodedJWT token) {
    try {
      Algorithm.HMAC256(key.secret()).verify(token);
      return true;
    } catch (SignatureVerificationException e) {
      return false;
    }
  }

  private static ObjectNode part(String token, int index) throws TokenException {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw invalid();
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(parts[index]);
      return Json.readObject(new String(json, StandardCharsets.UTF_8))
          .orElseThrow(TokenVerifier::invalid);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private void checkExpiry(ObjectNode claims) throws TokenException {
    Instant expiresAt = Instant.ofEpochSecond(integer(claims, "exp"));
    // RFC 7519 section 4.1.4: not to be accepted "on or after" that time.
    if (!clock.instant().isBefore(expiresAt)) {
      throw new TokenException(Reason.EXPIRED);
    }
  }

  private static MemberId member(ObjectNode claims) throws TokenException {
    return MemberId.parse(text(claims, TokenIssuer.USER_ID)).orElseThrow(TokenVerifier::invalid);
  }

  private static SessionId session(ObjectNode claims) throws TokenException {
    return SessionId.parse(text(claims, TokenIssuer.SESSION_ID))
        .orElseThrow(TokenVerifier::invalid);
  }

  private static String text(ObjectNode claims, String name) throws TokenException {
    JsonNode value = claims.path(name);
    if (!value.isTextual()) {
      throw invalid();
    }
    return value.textValue();
  }

  private static long integer(ObjectNode claims, String name) throws TokenException {
    JsonNode value = claims.path(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > LAST_SECOND) {
      throw invalid();
    }
    return value.longValue();
  }

  private static TokenException invalid() {
    return new TokenException(Reason.INVALID);
  }
}
