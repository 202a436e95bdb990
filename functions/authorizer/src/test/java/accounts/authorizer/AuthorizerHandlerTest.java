package accounts.authorizer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.http.RequestLog;
import accounts.member.InMemoryMemberStore;
import accounts.member.MemberId;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.session.SessionStore;
import accounts.snapstart.Priming;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.token.InMemoryKeyRing;
import accounts.token.KeyRing;
import accounts.token.SigningKey;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import accounts.token.TokenVerifier;
import com.amazonaws.services.lambda.runtime.events.IamPolicyResponse;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizerHandlerTest {
  private static final SigningKey KEY = SigningKey.fromBase64Url("A".repeat(43));
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryKeyRing keys = new InMemoryKeyRing(KeyRing.of(KEY));
  private final List<String> log = new ArrayList<>();
  private final AuthorizerHandler handler = handler(keys);

  private final Session session =
      new Session(
          new SessionId("00112233445566778899aabbccddeeff"),
          new MemberId("alice"),
          0,
          clock.instant(),
          clock.instant(),
          clock.instant().plus(Duration.ofDays(7)),
          "",
          "");
  private final TokenPair tokens =
      new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT).issue(session);
  private final InMemorySessionStore sessions =
      new InMemorySessionStore(new InMemoryMemberStore(clock), clock);

  private AuthorizerHandler handler(InMemoryKeyRing ring) {
    return handler(ring, Optional.empty());
  }

  private AuthorizerHandler handler(InMemoryKeyRing ring, Optional<SessionStore> store) {
    return new AuthorizerHandler(
        new TokenVerifier(ring.cache(clock), clock), store, new RequestLog(log::add));
  }

  private IamPolicyResponse call(Map<String, String> headers) {
    return call(handler, headers);
  }

  private static IamPolicyResponse call(AuthorizerHandler called, Map<String, String> headers) {
    AuthorizerEvent event = Events.read("authorizer", AuthorizerEvent.class);
    Map<String, List<String>> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    event.setHeaders(headers);
    event.setMultiValueHeaders(all);
    return called.handleRequest(event, new TestContext());
  }

  /** In the mode that reads sessions. */
  private IamPolicyResponse callReadingSessions(String accessToken) {
    return call(
        handler(keys, Optional.of(sessions)), Map.of("Cookie", "access_token=" + accessToken));
  }

  private static void assertAllowed(IamPolicyResponse response) {
    assertThat(statement(response).get("Effect")).isEqualTo("Allow");
    assertThat(response.getContext()).containsEntry("userId", "alice");
  }

  private static void assertInvalid(IamPolicyResponse response) {
    assertDenied(response, "유효하지 않은 access 토큰입니다.", "ACCESS_TOKEN_INVALID");
  }

  private static Map<?, ?> statement(IamPolicyResponse response) {
    Object[] statements = (Object[]) requireNonNull(response.getPolicyDocument().get("Statement"));
    assertThat(statements).hasSize(1);
    return (Map<?, ?>) statements[0];
  }

  private static void assertDenied(IamPolicyResponse response, String error, String code) {
    assertThat(statement(response).get("Effect")).isEqualTo("Deny");
    assertThat(response.getContext()).containsEntry("error", error).containsEntry("code", code);
    assertThat(response.getContext()).doesNotContainKey("userId");
  }

  @Test
  void authorize_sampleEvent_isDenied() {
    AuthorizerEvent event = Events.read("authorizer", AuthorizerEvent.class);

    assertDenied(
        handler.handleRequest(event, new TestContext()),
        "유효하지 않은 access 토큰입니다.",
        "ACCESS_TOKEN_INVALID");
  }

  @Test
  void authorize_validToken_allowsTheStageAndTellsWho() {
    IamPolicyResponse response = call(Map.of("Cookie", "access_token=" + tokens.access()));

    Map<?, ?> statement = statement(response);
    assertThat(statement.get("Effect")).isEqualTo("Allow");
    assertThat(statement.get("Action")).isEqualTo("execute-api:Invoke");
    assertThat((Object[]) statement.get("Resource"))
        .containsExactly("arn:aws:execute-api:us-east-1:123456789012:abcdefghij/Prod/*");
    assertThat(response.getPrincipalId()).isEqualTo("alice");
    assertThat(response.getContext())
        .containsEntry("userId", "alice")
        .containsEntry("sessionId", "00112233445566778899aabbccddeeff");
    assertThat(String.join("\n", log)).doesNotContain(tokens.access());
  }

  @Test
  void authorize_noKeys_fails() {
    keys.faults().failAfter(0);

    assertThatThrownBy(() -> call(Map.of("Cookie", "access_token=" + tokens.access())))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(log.getLast()).contains("\"status\":503").contains("STORE_UNAVAILABLE");

    keys.faults().recover();
    assertThat(statement(call(Map.of("Cookie", "access_token=" + tokens.access()))).get("Effect"))
        .isEqualTo("Allow");
  }

  @Test
  void authorize_noCookie_isRequired() {
    assertDenied(call(Map.of()), "access 토큰이 필요합니다.", "ACCESS_TOKEN_REQUIRED");
    assertDenied(
        call(Map.of("Cookie", "access_token=")), "access 토큰이 필요합니다.", "ACCESS_TOKEN_REQUIRED");
    assertDenied(
        call(Map.of("Authorization", "Bearer " + tokens.access())),
        "access 토큰이 필요합니다.",
        "ACCESS_TOKEN_REQUIRED");
  }

  @Test
  void authorize_severalCookieHeaders_areAllRead() {
    AuthorizerEvent event = Events.read("authorizer", AuthorizerEvent.class);
    event.setHeaders(Map.of("Cookie", "theme=dark"));
    event.setMultiValueHeaders(
        Map.of("Cookie", List.of("access_token=" + tokens.access(), "theme=dark")));

    assertAllowed(handler.handleRequest(event, new TestContext()));
  }

  @Test
  void authorize_severalCookies_oneThatIsGoodIsEnough() {
    assertAllowed(
        call(
            Map.of(
                "Cookie",
                "access_token=x; access_token="
                    + tokens.refresh()
                    + "; access_token=\""
                    + tokens.access()
                    + "\"")));
    assertInvalid(call(Map.of("Cookie", "access_token=x; access_token=" + "y".repeat(9_000))));
  }

  /** As after a sibling subdomain planted the cookie of an account of its own. */
  @Test
  void authorize_goodTokensOfTwoMembers_isInvalid() {
    Session mallory =
        new Session(
            new SessionId("ffeeddccbbaa99887766554433221100"),
            new MemberId("mallory"),
            0,
            session.createdAt(),
            session.rotatedAt(),
            session.expiresAt(),
            "",
            "");
    String planted =
        new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT).issue(mallory).access();

    assertInvalid(
        call(Map.of("Cookie", "access_token=" + planted + "; access_token=" + tokens.access())));
  }

  @Test
  void readingSessions_severalCookies_theOneWhoseSessionGoesOnCounts() {
    Session ended =
        new Session(
            new SessionId("ffeeddccbbaa99887766554433221100"),
            session.member(),
            0,
            session.createdAt(),
            session.rotatedAt(),
            session.expiresAt(),
            "",
            "");
    String old = new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT).issue(ended).access();
    sessions.put(session);

    IamPolicyResponse response = callReadingSessions(old + "; access_token=" + tokens.access());

    assertAllowed(response);
    assertThat(response.getContext())
        .containsEntry("sessionId", "00112233445566778899aabbccddeeff");
  }

  @Test
  void authorize_tokenThatExpiresNow_isExpired() {
    clock.advance(Duration.ofMinutes(10));

    assertDenied(
        call(Map.of("Cookie", "access_token=" + tokens.access())),
        "access_token이 만료되었습니다.",
        "ACCESS_TOKEN_EXPIRED");
  }

  @Test
  void authorize_refreshTokenInTheAccessCookie_isInvalid() {
    assertDenied(
        call(Map.of("Cookie", "access_token=" + tokens.refresh())),
        "유효하지 않은 access 토큰입니다.",
        "ACCESS_TOKEN_INVALID");
  }

  @Test
  void deny_language_isTheOneAskedFor() {
    assertDenied(
        call(Map.of("Accept-Language", "en")),
        "An access token is required.",
        "ACCESS_TOKEN_REQUIRED");
  }

  @Test
  void deny_texts_needNoEscapingInJson() {
    for (String language : List.of("en", "ko")) {
      for (String cookie : List.of("", "access_token=x")) {
        Object error =
            call(Map.of("Accept-Language", language, "Cookie", cookie)).getContext().get("error");
        assertThat(String.valueOf(error)).doesNotContain("\"").doesNotContain("\\");
      }
    }
  }

  @Test
  void readingSessions_session_passesUntilItHasEnded() {
    sessions.put(session);
    assertAllowed(callReadingSessions(tokens.access()));

    sessions.sessions().remove(session.id());

    assertInvalid(callReadingSessions(tokens.access()));
    // The other mode does not ask.
    assertAllowed(call(Map.of("Cookie", "access_token=" + tokens.access())));
  }

  @Test
  void readingSessions_anotherMembersSessionOrOneThatExpired_isInvalid() {
    sessions.put(
        new Session(
            session.id(),
            new MemberId("bob"),
            0,
            session.createdAt(),
            session.rotatedAt(),
            session.expiresAt(),
            "",
            ""));
    assertInvalid(callReadingSessions(tokens.access()));

    sessions.put(
        new Session(
            session.id(),
            session.member(),
            0,
            session.createdAt(),
            session.rotatedAt(),
            clock.instant(),
            "",
            ""));
    assertInvalid(callReadingSessions(tokens.access()));
  }

  @Test
  void readingSessions_tokenWithoutSession_isInvalid() {
    String token =
        JWT.create()
            .withClaim("token_type", "access")
            .withIssuedAt(clock.instant())
            .withExpiresAt(clock.instant().plus(Duration.ofMinutes(10)))
            .withJWTId("00112233445566778899aabbccddeeff")
            .withClaim("user_id", "alice")
            .sign(Algorithm.HMAC256(Base64.getUrlDecoder().decode("A".repeat(43))));
    assertAllowed(call(Map.of("Cookie", "access_token=" + token)));

    assertInvalid(callReadingSessions(token));
  }

  @Test
  void readingSessions_expiredToken_isSaidToBeSoWhateverItsSession() {
    clock.advance(Duration.ofMinutes(10));

    assertDenied(
        callReadingSessions(tokens.access()), "access_token이 만료되었습니다.", "ACCESS_TOKEN_EXPIRED");
  }

  @Test
  void readingSessions_tableUnreachable_fails() {
    sessions.put(session);
    sessions.faults().failAfter(0);

    assertThatThrownBy(() -> callReadingSessions(tokens.access()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(log.getLast()).contains("\"status\":503").contains("STORE_UNAVAILABLE");
    // What is no token of ours needs no table.
    assertInvalid(callReadingSessions("none"));

    sessions.faults().recover();
    assertAllowed(callReadingSessions(tokens.access()));
  }

  @Test
  void prime_readingSessions_looksUpOneThatNobodyHas() {
    AuthorizerHandler primed = handler(keys, Optional.of(sessions));
    String token =
        new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT)
            .issue(new Nobody(clock, new SecureRandom()).session())
            .access();

    primed.prime(token);

    assertThat(log).hasSize(2);
    assertThat(log).allMatch(line -> line.contains("\"code\":\"ACCESS_TOKEN_INVALID\""));
    sessions.faults().failAfter(0);
    assertThatThrownBy(() -> primed.prime(token)).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void prime_letsATokenPassAndRefusesAnother() {
    Nobody nobody = new Nobody(clock, new SecureRandom());

    handler.prime(
        new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT)
            .issue(nobody.session())
            .access());

    assertThat(log).hasSize(2);
    assertThat(log.get(0)).contains("\"status\":200");
    assertThat(log.get(1)).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
    Priming.run(() -> handler.prime("none"));
    assertThat(log).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "no-cookie, access 토큰이 필요합니다., ACCESS_TOKEN_REQUIRED",
    "expired, access_token이 만료되었습니다., ACCESS_TOKEN_EXPIRED",
    "refresh-token, 유효하지 않은 access 토큰입니다., ACCESS_TOKEN_INVALID"
  })
  void badSampleEvents_areDenied(String event, String error, String code) {
    AuthorizerEvent request = Events.read("authorizer-" + event, AuthorizerEvent.class);

    assertDenied(
        handler(new InMemoryKeyRing(KeyRing.of(Events.LOCAL_KEY)))
            .handleRequest(request, new TestContext()),
        error,
        code);
  }
}
