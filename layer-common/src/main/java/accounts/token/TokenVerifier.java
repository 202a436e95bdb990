package accounts.token;

import accounts.json.Json;
import accounts.member.MemberId;
import accounts.session.SessionId;
import accounts.token.TokenException.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies tokens: signature by a known key that is not retired, with that key's own algorithm (RFC
 * 8725 section 3.1), the right {@code token_type}, {@code exp}, {@code iat}, {@code jti} and {@code
 * user_id} present and of their type, not expired. No leeway: a token expires in the second its
 * {@code exp} names.
 *
 * <p>The key is the one that the header's {@code kid} names; only an HS256 token without that is
 * tried with each key for HS256. Of a header that says more than which key it was and that this is
 * a JWT nothing is believed, the token is refused: keys and their addresses, compression,
 * extensions. A token has one form, so base64url with padding, other alphabets or stray last bits
 * is refused as well, and so is what is no UTF-8.
 *
 * <p>Header and claims are read here and not by java-jwt, whose reading is lenient: a number may be
 * a fraction, a name may come twice. It would also load Jackson's mapper, for which an authorizer
 * that starts would have to wait.
 */
public final class TokenVerifier {
  /** Ours have about 400 characters. */
  private static final int LONGEST = 2048;

  /** All that a header may have. */
  private static final Set<String> HEADER = Set.of("alg", "kid", "typ");

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
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw invalid();
    }
    List<SigningKey> candidates = candidates(json(parts[0]));
    byte[] signature = bytes(parts[2]);
    byte[] header = parts[0].getBytes(StandardCharsets.US_ASCII);
    byte[] payload = parts[1].getBytes(StandardCharsets.US_ASCII);
    if (candidates.stream().noneMatch(key -> key.hasSigned(header, payload, signature))) {
      throw invalid();
    }
    ObjectNode claims = json(parts[1]);
    if (!type.claim().equals(text(claims, TokenIssuer.TOKEN_TYPE))
        || text(claims, "jti").isEmpty()) {
      throw invalid();
    }
    integer(claims, "iat");
    return claims;
  }

  /** The keys that may have signed it, by its header. */
  private List<SigningKey> candidates(ObjectNode header) throws TokenException {
    TokenAlgorithm algorithm =
        TokenAlgorithm.of(text(header, "alg")).orElseThrow(TokenVerifier::invalid);
    if (!HEADER.containsAll(header.properties().stream().map(Map.Entry::getKey).toList())
        || (header.has("typ") && !text(header, "typ").equals("JWT"))) {
      throw invalid();
    }
    List<SigningKey> candidates;
    if (header.has("kid")) {
      String id = text(header, "kid");
      candidates = keys.ringWith(id).accepted(id, clock.instant()).stream().toList();
    } else if (algorithm == TokenAlgorithm.HS256) {
      candidates = keys.ring().accepted(clock.instant());
    } else {
      // Trying many keys by ES256 would cost whoever sends such tokens less than it costs us.
      throw invalid();
    }
    return candidates.stream().filter(key -> key.algorithm() == algorithm).toList();
  }

  private static ObjectNode json(String part) throws TokenException {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(part))).toString();
      return Json.readObject(text).orElseThrow(TokenVerifier::invalid);
    } catch (CharacterCodingException e) {
      throw invalid();
    }
  }

  /** The bytes of a part that is written as RFC 7515 section 2 has it, and in no other way. */
  private static byte[] bytes(String part) throws TokenException {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
      throw invalid();
    }
    return bytes;
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
