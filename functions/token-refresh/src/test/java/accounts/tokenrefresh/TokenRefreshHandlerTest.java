package accounts.tokenrefresh;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.json.Json;
import accounts.member.InMemoryMemberStore;
import accounts.member.MemberId;
import accounts.metrics.RecordingMetrics;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.testing.Cookies;
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
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRefreshHandlerTest {
  private static final SigningKey KEY = SigningKey.fromBase64Url("A".repeat(43));
  private static final String INVALID =
      "{\"error\":\"refresh 토큰이 유효하지 않습니다. 다시 로그인하여 주세요\"," + "\"code\":\"REFRESH_TOKEN_INVALID\"}";
  private static final String EXPIRED =
      "{\"error\":\"refresh이 만료되었습니다. 다시 로그인하여 주세요\"," + "\"code\":\"REFRESH_TOKEN_EXPIRED\"}";

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryKeyRing keys = new InMemoryKeyRing(KeyRing.of(KEY));
  private final InMemorySessionStore sessions =
      new InMemorySessionStore(new InMemoryMemberStore(clock), clock);
  private final TokenIssuer issuer = new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final TokenRefreshHandler handler = handler(keys);

  private TokenRefreshHandler handler(InMemoryKeyRing ring) {
    return new TokenRefreshHandler(
        new TokenRefresh(
            new TokenVerifier(ring.cache(clock), clock),
            sessions,
            issuer,
            TokenLifetimes.DEFAULT,
            clock,
            metrics),
        new TokenCookies(TokenLifetimes.DEFAULT, true),
        new CrossSite(Set.of()),
        new RequestLog(line -> {}));
  }

  private APIGatewayProxyResponseEvent callWithCookie(String cookie) {
    APIGatewayProxyRequestEvent event =
        Events.withHeader(Events.request("token-refresh"), "Cookie", cookie);
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call(String refreshToken) {
    return callWithCookie("refresh_token=" + refreshToken);
  }

  private TokenPair loggedIn() {
    Session session =
        new Session(
            SessionId.create(new SecureRandom()),
            new MemberId("alice"),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            "",
            "");
    sessions.put(session);
    return issuer.issue(session);
  }

  private static String refreshToken(APIGatewayProxyResponseEvent response) {
    return Cookies.value(response, "refresh_token");
  }

  @Test
  void refresh_sampleEvent_isInvalid() {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("token-refresh"), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody()).isEqualTo(INVALID);
  }

  @Test
  void refresh_currentToken_givesNewCookies() {
    String token = loggedIn().refresh();
    clock.advance(Duration.ofMinutes(5));

    APIGatewayProxyResponseEvent response = call(token);

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"message\":\"새로운 access_token 발급\"}");
    assertThat(Cookies.of(response))
        .satisfiesExactly(
            c -> assertThat(c).startsWith("access_token=").contains("Path=/; Max-Age=600"),
            c ->
                assertThat(c)
                    .startsWith("refresh_token=")
                    .contains("Path=/Prod/api/accounts; Max-Age=604800"));
    String successor = refreshToken(response);
    assertThat(successor).isNotEqualTo(token);
    clock.advance(Duration.ofMinutes(5));
    assertThat(call(successor).getStatusCode()).isEqualTo(200);
  }

  @Test
  void refresh_sameTokenWithin10Seconds_givesTheSameCookies() {
    String token = loggedIn().refresh();
    APIGatewayProxyResponseEvent first = call(token);

    clock.advance(Duration.ofSeconds(10));
    APIGatewayProxyResponseEvent second = call(token);

    assertThat(second.getStatusCode()).isEqualTo(200);
    assertThat(Cookies.of(second)).isEqualTo(Cookies.of(first));
    assertThat(call(refreshToken(second)).getStatusCode()).isEqualTo(200);
  }

  @Test
  void refresh_sameTokenAfter10Seconds_endsTheSession() {
    String token = loggedIn().refresh();
    String successor = refreshToken(call(token));

    clock.advance(Duration.ofMillis(10_001));

    assertThat(call(token).getBody()).isEqualTo(INVALID);
    assertThat(sessions.sessions()).isEmpty();
    assertThat(call(successor).getBody()).isEqualTo(INVALID);
  }

  @Test
  void refresh_countsRotationsAndReuseThatEndsASession() {
    String token = loggedIn().refresh();
    String successor = refreshToken(call(token));
    // The same successor once more is no second refresh.
    call(token);
    callWithCookie("a=b");
    assertThat(metrics.counted()).containsExactly("Refreshes");

    clock.advance(Duration.ofMillis(10_001));
    call(token);
    // The session is gone: nothing more is detected.
    call(token);
    call(successor);

    assertThat(metrics.counted()).containsExactly("Refreshes", "RefreshReuseDetected");
  }

  @Test
  void refresh_tokenTwoGenerationsOld_endsTheSessionAtOnce() {
    String token = loggedIn().refresh();
    String current = refreshToken(call(refreshToken(call(token))));

    assertThat(call(token).getBody()).isEqualTo(INVALID);
    assertThat(call(current).getBody()).isEqualTo(INVALID);
  }

  @Test
  void refresh_tokenThatExpiresNow_isExpired() {
    String token = loggedIn().refresh();
    clock.advance(Duration.ofDays(7).minusSeconds(1));
    String successor = refreshToken(call(token));

    clock.advance(Duration.ofDays(7));
    APIGatewayProxyResponseEvent response = call(successor);

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody()).isEqualTo(EXPIRED);
  }

  @Test
  void refresh_noCookieOrTheAccessToken_isInvalid() {
    TokenPair tokens = loggedIn();

    assertThat(callWithCookie("a=b").getBody()).isEqualTo(INVALID);
    assertThat(callWithCookie("access_token=" + tokens.refresh()).getBody()).isEqualTo(INVALID);
    assertThat(call(tokens.access()).getBody()).isEqualTo(INVALID);
  }

  @Test
  void refresh_oldCookieOfAnEndedSessionBesideTheNew_theNewCounts() {
    String ended = loggedIn().refresh();
    sessions.sessions().clear();
    String good = loggedIn().refresh();

    assertThat(callWithCookie("refresh_token=" + ended + "; refresh_token=" + good).getStatusCode())
        .isEqualTo(200);
    assertThat(metrics.counted()).containsExactly("Refreshes");
  }

  @Test
  void refresh_olderCookieOfTheSameSessionBesideTheNew_endsNothing() {
    String first = loggedIn().refresh();
    String third = refreshToken(call(refreshToken(call(first))));
    clock.advance(Duration.ofHours(1));

    APIGatewayProxyResponseEvent response =
        callWithCookie("refresh_token=" + first + "; a=b; refresh_token=\"" + third + "\"");

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(sessions.sessions()).hasSize(1);
    assertThat(call(refreshToken(response)).getStatusCode()).isEqualTo(200);
  }

  @Test
  void refresh_goodTokensOfTwoMembers_isInvalidAndRotatesNone() {
    TokenPair alice = loggedIn();
    Session session =
        new Session(
            SessionId.create(new SecureRandom()),
            new MemberId("mallory"),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            "",
            "");
    sessions.put(session);
    String planted = issuer.issue(session).refresh();

    APIGatewayProxyResponseEvent response =
        callWithCookie("refresh_token=" + planted + "; refresh_token=" + alice.refresh());

    assertThat(response.getBody()).isEqualTo(INVALID);
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(call(alice.refresh()).getStatusCode()).isEqualTo(200);
    assertThat(call(planted).getStatusCode()).isEqualTo(200);
  }

  @Test
  void refresh_tableDown_is503AndTheSameTokenWorksAfterwards() {
    String token = loggedIn().refresh();
    sessions.faults().failAfter(0);
    APIGatewayProxyResponseEvent response = call(token);
    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();

    sessions.faults().recover();
    assertThat(call(token).getStatusCode()).isEqualTo(200);
  }

  @Test
  void refresh_noSigningKeys_is503AndTheSameTokenWorksAfterwards() {
    String token = loggedIn().refresh();
    keys.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call(token);
    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();

    keys.faults().recover();
    assertThat(call(token).getStatusCode()).isEqualTo(200);
  }

  @Test
  void refresh_sameTokenAroundAnActivation_givesTheSameCookies() {
    String token = loggedIn().refresh();
    keys.replace(
        keys.read()
            .rotated(
                SigningKey.create(new SecureRandom()),
                clock.instant(),
                Duration.ofMinutes(15),
                Duration.ofDays(7)));
    clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    APIGatewayProxyResponseEvent first = call(token);

    clock.advance(Duration.ofSeconds(2));
    APIGatewayProxyResponseEvent second = call(token);

    assertThat(Cookies.of(second)).isEqualTo(Cookies.of(first));
    String next = refreshToken(call(refreshToken(second)));
    assertThat(keyId(next)).isNotEqualTo(keyId(refreshToken(second)));
  }

  private static String keyId(String token) {
    byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    return Json.readObject(new String(header, StandardCharsets.UTF_8))
        .orElseThrow()
        .path("kid")
        .textValue();
  }

  @Test
  void prime_isARefreshOfASessionThatDoesNotExist() {
    List<String> log = new ArrayList<>();
    TokenRefreshHandler primed =
        new TokenRefreshHandler(
            new TokenRefresh(
                new TokenVerifier(keys.cache(clock), clock),
                sessions,
                issuer,
                TokenLifetimes.DEFAULT,
                clock,
                metrics),
            new TokenCookies(TokenLifetimes.DEFAULT, true),
            new CrossSite(Set.of()),
            new RequestLog(log::add));

    primed.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"REFRESH_TOKEN_INVALID\"");
    assertThat(sessions.sessions()).isEmpty();
    // Not because of the token: the store was asked.
    sessions.faults().failAfter(0);
    primed.prime(new Nobody(clock, new SecureRandom()));
    assertThat(log.getLast()).contains("\"status\":503");
  }

  @ParameterizedTest
  @CsvSource({
    "no-cookie, 401, REFRESH_TOKEN_INVALID",
    "expired, 401, REFRESH_TOKEN_EXPIRED",
    "access-token, 401, REFRESH_TOKEN_INVALID",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler(new InMemoryKeyRing(KeyRing.of(Events.LOCAL_KEY)))
            .handleRequest(Events.request("token-refresh-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(Cookies.of(response)).isEmpty();
  }
}
