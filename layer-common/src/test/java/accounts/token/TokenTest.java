package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import accounts.json.Json;
import accounts.member.MemberId;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.store.StoreUnavailableException;
import accounts.testing.MutableClock;
import accounts.token.TokenException.Reason;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final SigningKey KEY =
      SigningKey.fromBase64Url(Base64.getUrlEncoder().encodeToString(SECRET));
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00.250Z");

  private final MutableClock clock = new MutableClock(NOW);
  private final InMemoryKeyRing keys = new InMemoryKeyRing(KeyRing.of(KEY));
  private final TokenIssuer issuer = new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT);
  private final TokenVerifier verifier = new TokenVerifier(keys.cache(clock), clock);
  private final Session session =
      new Session(
          new SessionId("00112233445566778899aabbccddeeff"),
          new MemberId("alice"),
          3,
          NOW,
          NOW,
          NOW.plus(Duration.ofDays(7)),
          "",
          "");

  private static ObjectNode claims(String token) {
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return Json.readObject(new String(payload, StandardCharsets.UTF_8)).orElseThrow();
  }

  private static String sign(String payload) {
    return JWT.create().withPayload(payload).sign(Algorithm.HMAC256(SECRET));
  }

  /** A token with the given payload text, byte for byte. */
  private static String signRaw(String payload) {
    return signRaw("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", payload, Algorithm.HMAC256(SECRET));
  }

  private static String signRaw(String header, String payload, Algorithm algorithm) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    byte[] h = encoder.encode(header.getBytes(StandardCharsets.UTF_8));
    byte[] p = encoder.encode(payload.getBytes(StandardCharsets.UTF_8));
    return new String(h, StandardCharsets.US_ASCII)
        + "."
        + new String(p, StandardCharsets.US_ASCII)
        + "."
        + encoder.encodeToString(algorithm.sign(h, p));
  }

  private Reason refusal(String token) {
    TokenException e =
        catchThrowableOfType(TokenException.class, () -> verifier.verifyAccess(token));
    assertThat(e).as("refusal of %s", token).isNotNull();
    return e.reason();
  }

  private static String payload(String more) {
    long now = NOW.getEpochSecond();
    return "{\"token_type\":\"access\",\"exp\":"
        + (now + 600)
        + ",\"iat\":"
        + now
        + ",\"jti\":\"0123456789abcdef0123456789abcdef\",\"user_id\":\"alice\""
        + more
        + "}";
  }

  @Test
  void issue_accessToken_hasTheClaimsOfTheContract() throws TokenException {
    String token = issuer.issue(session).access();

    ObjectNode claims = claims(token);
    assertThat(claims.get("token_type").textValue()).isEqualTo("access");
    assertThat(claims.get("iat").longValue()).isEqualTo(NOW.getEpochSecond());
    assertThat(claims.get("exp").longValue()).isEqualTo(NOW.getEpochSecond() + 600);
    assertThat(claims.get("jti").textValue()).matches("[0-9a-f]{32}");
    assertThat(claims.get("user_id").textValue()).isEqualTo("alice");
    assertThat(claims.get("sid").textValue()).isEqualTo(session.id().value());
    assertThat(JWT.decode(token).getAlgorithm()).isEqualTo("HS256");
    assertThat(JWT.decode(token).getKeyId()).isEqualTo(KEY.id());
    assertThat(verifier.verifyAccess(token).member()).isEqualTo(session.member());
    assertThat(verifier.verifyAccess(token).session()).contains(session.id());
  }

  @Test
  void issue_refreshToken_carriesTheSession() throws TokenException {
    String token = issuer.issue(session).refresh();

    assertThat(claims(token).get("token_type").textValue()).isEqualTo("refresh");
    assertThat(claims(token).get("exp").longValue()).isEqualTo(NOW.getEpochSecond() + 604800);
    RefreshToken verified = verifier.verifyRefresh(token);
    assertThat(verified.member()).isEqualTo(session.member());
    assertThat(verified.session()).isEqualTo(session.id());
    assertThat(verified.generation()).isEqualTo(3);
  }

  @Test
  void issue_sameSession_givesTheSameTokens() {
    assertThat(issuer.issue(session)).isEqualTo(issuer.issue(session));
    assertThat(claims(issuer.issue(session).access()).get("jti"))
        .isNotEqualTo(claims(issuer.issue(session).refresh()).get("jti"));
  }

  @Test
  void verify_tokenThatExpiresNow_isExpired() throws TokenException {
    String token = issuer.issue(session).access();
    clock.advance(Duration.ofMillis(599_749));
    verifier.verifyAccess(token);

    clock.advance(Duration.ofMillis(1));
    assertThat(refusal(token)).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void verify_theOtherTokensType_isInvalid() {
    TokenPair tokens = issuer.issue(session);

    assertThat(refusal(tokens.refresh())).isEqualTo(Reason.INVALID);
    TokenException e =
        catchThrowableOfType(TokenException.class, () -> verifier.verifyRefresh(tokens.access()));
    assertThat(e.reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void verify_tokenWithTheRequiredClaimsOnly_isAccepted() throws TokenException {
    assertThat(verifier.verifyAccess(sign(payload(""))).session()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "bnVsbA.e30.x",
        "W10.e30.x",
        "Ig.e30.x",
        "...",
        "a.b.c",
        "ey.ey.ey",
        "null",
        "e30.e30.",
        "e30.e30.e30",
        "한글.한글.한글"
      })
  void verify_noToken_isInvalid(String token) {
    assertThat(refusal(token)).isEqualTo(Reason.INVALID);
  }

  @Test
  void verify_signedByAnother_isInvalid() {
    Algorithm other = Algorithm.HMAC256("another key that is long enough....");
    String header = "{\"alg\":\"HS256\"}";

    assertThat(refusal(signRaw(header, payload(""), other))).isEqualTo(Reason.INVALID);
    // An expired token says so only if it was ours.
    String expired = payload("").replaceFirst("\"exp\":[0-9]+", "\"exp\":1");
    assertThat(refusal(signRaw(header, expired, other))).isEqualTo(Reason.INVALID);
    assertThat(refusal(signRaw(expired))).isEqualTo(Reason.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"HS512\"}",
        "{\"alg\":\"hs256\"}",
        "{}",
        "null",
        "{\"alg\":null}",
        "{\"alg\":[\"HS256\"]}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"kid\":null}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}",
        "[]"
      })
  void verify_otherAlgorithmOrKey_isInvalid(String header) {
    assertThat(refusal(signRaw(header, payload(""), Algorithm.HMAC256(SECRET))))
        .isEqualTo(Reason.INVALID);
  }

  @Test
  void verify_unsigned_isInvalid() {
    String token = JWT.create().withPayload(payload("")).sign(Algorithm.none());

    assertThat(refusal(token)).isEqualTo(Reason.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token_type", "exp", "iat", "jti", "user_id"})
  void verify_claimAbsentOrOfAnotherType_isInvalid(String claim) {
    ObjectNode claims = Json.readObject(payload("")).orElseThrow();
    claims.remove(claim);
    assertThat(refusal(signRaw(claims.toString()))).isEqualTo(Reason.INVALID);
    claims.putNull(claim);
    assertThat(refusal(signRaw(claims.toString()))).isEqualTo(Reason.INVALID);
    claims.putArray(claim);
    assertThat(refusal(signRaw(claims.toString()))).isEqualTo(Reason.INVALID);
    claims.put(claim, 17.5);
    assertThat(refusal(signRaw(claims.toString()))).isEqualTo(Reason.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"exp\":99999999999",
        ",\"user_id\":\"bob\"",
        ",\"sid\":17",
        ",\"sid\":\"x\"",
        "} {"
      })
  void verify_nameTwiceOrOddRest_isInvalid(String more) {
    assertThat(refusal(signRaw(payload(more)))).isEqualTo(Reason.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1795424999\"", "1795424999.0", "1e18", "99999999999999999999", "-1"})
  void verify_expiryThatIsNoTime_isInvalid(String exp) {
    String payload = payload("").replaceFirst("\"exp\":[0-9]+", "\"exp\":" + exp);

    assertThat(refusal(signRaw(payload))).isEqualTo(Reason.INVALID);
  }

  @Test
  void verify_oversizedToken_isInvalid() {
    assertThat(refusal(sign(payload(",\"x\":\"" + "x".repeat(3000) + "\""))))
        .isEqualTo(Reason.INVALID);
  }

  // --- several keys

  private static final Duration PROPAGATION = Duration.ofMinutes(15);

  private Session session(Instant rotatedAt) {
    return new Session(
        session.id(), session.member(), 3, NOW, rotatedAt, rotatedAt.plusSeconds(60), "", "");
  }

  /** Adds a key; who has a copy of the ring sees it when that is old enough. */
  private SigningKey rotate() {
    return rotateTo(TokenAlgorithm.HS256);
  }

  private SigningKey rotateTo(TokenAlgorithm algorithm) {
    SigningKey added = SigningKey.create(algorithm, new SecureRandom());
    keys.replace(
        keys.read().rotated(added, clock.instant(), PROPAGATION, TokenLifetimes.DEFAULT.longest()));
    return added;
  }

  @Test
  void issue_sessionRefreshedJustBeforeTheActivation_isTheSameAfterIt() {
    SigningKey added = rotate();
    Instant activation = keys.read().newestActiveFrom();
    Session before = session(activation.minusMillis(1));
    clock.advance(Duration.between(NOW, before.rotatedAt()));
    TokenPair first = issuer.issue(before);

    clock.advance(Duration.ofSeconds(9));
    TokenPair second = issuer.issue(before);

    assertThat(second).isEqualTo(first);
    assertThat(JWT.decode(first.access()).getKeyId()).isEqualTo(KEY.id());
    TokenPair after = issuer.issue(session(activation));
    assertThat(JWT.decode(after.access()).getKeyId()).isEqualTo(added.id());
    assertThat(JWT.decode(after.refresh()).getKeyId()).isEqualTo(added.id());
  }

  /** From one algorithm to the other and back. */
  @Test
  void issueAndVerify_algorithmChanged_goByEachKeysOwn() throws TokenException {
    Session byTheFirst = session(NOW);
    SigningKey pair = rotateTo(TokenAlgorithm.ES256);
    Session byThePair = session(keys.read().newestActiveFrom());
    clock.advance(Duration.between(NOW, byThePair.rotatedAt()));
    SigningKey last = rotateTo(TokenAlgorithm.HS256);
    Session byTheLast = session(keys.read().newestActiveFrom());
    Map<Session, SigningKey> signers = Map.of(byTheFirst, KEY, byThePair, pair, byTheLast, last);

    for (Map.Entry<Session, SigningKey> signer : signers.entrySet()) {
      TokenPair tokens = issuer.issue(signer.getKey());
      SigningKey key = signer.getValue();
      for (String token : new String[] {tokens.access(), tokens.refresh()}) {
        assertThat(JWT.decode(token).getAlgorithm()).isEqualTo(key.algorithm().name());
        assertThat(JWT.decode(token).getKeyId()).isEqualTo(key.id());
        assertThat(claims(token).get("jti").textValue()).matches("[0-9a-f]{32}");
        assertThat(token.length()).isLessThan(600);
      }
      assertThat(verifier.verifyRefresh(tokens.refresh()).session()).isEqualTo(session.id());
      // Two requests that meet at one refresh.
      TokenIssuer another = new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT);
      assertThat(another.issue(signer.getKey())).isEqualTo(tokens);
    }
  }

  @Test
  void verify_keyThatIsNotActiveYet_isAccepted() throws TokenException {
    SigningKey added = rotate();
    Instant activation = keys.read().newestActiveFrom();

    // The clock of the one who signed is ahead.
    String token = issuer.issue(session(activation)).access();

    assertThat(JWT.decode(token).getKeyId()).isEqualTo(added.id());
    assertThat(verifier.verifyAccess(token).member()).isEqualTo(session.member());
  }

  @Test
  void verify_keyThatRetiresNow_isInvalid() throws TokenException {
    rotate();
    Duration longest = TokenLifetimes.DEFAULT.longest();
    Instant retirement = keys.read().newestActiveFrom().plus(longest).plus(KeyRing.MARGIN);
    String payload = payload("").replaceFirst("\"exp\":[0-9]+", "\"exp\":99999999999");
    String named = "{\"alg\":\"HS256\",\"kid\":\"" + KEY.id() + "\"}";
    String withKid = signRaw(named, payload, Algorithm.HMAC256(SECRET));
    String withoutKid = signRaw(payload);

    clock.advance(Duration.between(NOW, retirement).minusMillis(1));
    verifier.verifyAccess(withKid);
    verifier.verifyAccess(withoutKid);

    clock.advance(Duration.ofMillis(1));
    assertThat(refusal(withKid)).isEqualTo(Reason.INVALID);
    assertThat(refusal(withoutKid)).isEqualTo(Reason.INVALID);
  }

  @Test
  void verify_lastTokenOfAKey_isAcceptedUntilItExpires() throws TokenException {
    rotate();
    Session last = session(keys.read().newestActiveFrom().minusMillis(1));
    clock.advance(Duration.between(NOW, last.rotatedAt()));
    String token = issuer.issue(last).refresh();
    clock.advance(TokenLifetimes.DEFAULT.refresh().minusSeconds(1));

    assertThat(verifier.verifyRefresh(token).session()).isEqualTo(session.id());
  }

  @Test
  void verify_unknownKey_isAcceptedIfTheRingHasItByNow() throws TokenException {
    verifier.verifyAccess(issuer.issue(session).access());
    SigningKey added = rotate();
    TokenIssuer another = new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT);
    String token = another.issue(session(keys.read().newestActiveFrom())).access();
    assertThat(JWT.decode(token).getKeyId()).isEqualTo(added.id());

    assertThat(refusal(token)).isEqualTo(Reason.INVALID); // read just now

    clock.advance(KeyRingCache.PAUSE);
    assertThat(verifier.verifyAccess(token).member()).isEqualTo(session.member());
  }

  @Test
  void verify_namesAnotherKeyThanItsOwn_isInvalid() {
    SigningKey added = rotate();
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + added.id() + "\"}";

    assertThat(refusal(signRaw(header, payload(""), Algorithm.HMAC256(SECRET))))
        .isEqualTo(Reason.INVALID);
  }

  @Test
  void verify_noKeyNamed_isTriedWithEach() throws TokenException {
    rotate();

    assertThat(verifier.verifyAccess(signRaw(payload(""))).member()).isEqualTo(session.member());
  }

  @Test
  void verifyAndIssue_noKeys_isUnavailable() {
    keys.faults().failAfter(0);

    assertThatThrownBy(() -> issuer.issue(session)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> verifier.verifyAccess(signRaw(payload(""))))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void verifyRefreshAllowingExpired_expiredToken_namesItsSession() throws TokenException {
    String token = issuer.issue(session).refresh();
    clock.advance(TokenLifetimes.DEFAULT.refresh().plusDays(1));
    TokenException strict =
        catchThrowableOfType(TokenException.class, () -> verifier.verifyRefresh(token));
    assertThat(strict.reason()).isEqualTo(Reason.EXPIRED);

    SessionReference reference = verifier.verifyRefreshAllowingExpired(token);

    assertThat(reference.member()).isEqualTo(session.member());
    assertThat(reference.session()).isEqualTo(session.id());
  }

  @Test
  void verifyRefreshAllowingExpired_anythingElseWrong_isInvalid() {
    TokenPair tokens = issuer.issue(session);
    String otherKey =
        signRaw(
            "{\"alg\":\"HS256\"}",
            payload(",\"sid\":\"" + session.id() + "\",\"gen\":0").replace("access", "refresh"),
            Algorithm.HMAC256("B".repeat(32)));
    String withoutExpiry =
        signRaw(
            payload(",\"sid\":\"" + session.id() + "\",\"gen\":0")
                .replace("access", "refresh")
                .replaceFirst("\"exp\":[0-9]+,", ""));

    for (String token : new String[] {tokens.access(), otherKey, withoutExpiry, "none", ""}) {
      TokenException e =
          catchThrowableOfType(
              TokenException.class, () -> verifier.verifyRefreshAllowingExpired(token));
      assertThat(e).as(token).isNotNull();
      assertThat(e.reason()).isEqualTo(Reason.INVALID);
    }
  }

  @Test
  void signingKey_tooShortOrNoBase64_isRefusedWithoutQuotingIt() {
    for (String text : new String[] {"c2VjcmV0", "not base64!", ""}) {
      IllegalArgumentException e =
          catchThrowableOfType(
              IllegalArgumentException.class, () -> SigningKey.fromBase64Url(text));
      assertThat(e).isNotNull().hasNoCause();
      assertThat(e.getMessage()).doesNotContain("c2VjcmV0").doesNotContain("base64!");
    }
  }

  @Test
  void toString_showsNothing() {
    TokenPair tokens = issuer.issue(session);

    assertThat(tokens.toString()).doesNotContain(tokens.access()).doesNotContain(tokens.refresh());
    assertThat(KEY.toString()).isEqualTo("SigningKey[" + KEY.id() + "]");
  }
}
