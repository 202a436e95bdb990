package accounts.logout;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
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
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogoutHandlerTest {
  private static final SigningKey KEY = SigningKey.fromBase64Url("A".repeat(43));
  private static final MemberId ALICE = new MemberId("alice");
  private static final String[] CLEARED = {
    "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
    "refresh_token=; Path=/Prod/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
  };

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryKeyRing keys = new InMemoryKeyRing(KeyRing.of(KEY));
  private final InMemorySessionStore sessions =
      new InMemorySessionStore(new InMemoryMemberStore(clock), clock);
  private final TokenIssuer issuer = new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final LogoutHandler handler = handler(keys);

  private LogoutHandler handler(InMemoryKeyRing ring) {
    return new LogoutHandler(
        new Logout(new TokenVerifier(ring.cache(clock), clock), sessions, issuer, metrics),
        new TokenCookies(TokenLifetimes.DEFAULT, true),
        new CrossSite(Set.of()),
        new RequestLog(log::add));
  }

  private APIGatewayProxyResponseEvent call(String cookies) {
    APIGatewayProxyRequestEvent event =
        Events.withHeader(Events.request("logout"), "Cookie", cookies);
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call(String access, String refresh) {
    return call("access_token=" + access + "; refresh_token=" + refresh);
  }

  private Session loggedIn() {
    Session session =
        new Session(
            SessionId.create(new SecureRandom()),
            ALICE,
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            "",
            "");
    sessions.put(session);
    return session;
  }

  private static void assertLoggedOut(APIGatewayProxyResponseEvent response) {
    assertThat(response.getBody()).isEqualTo("{\"message\":\"You are logged out\"}");
    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(Cookies.of(response)).containsExactly(CLEARED);
  }

  @Test
  void logout_sampleEvent_endsNothing() {
    Session session = loggedIn();

    assertLoggedOut(handler.handleRequest(Events.request("logout"), new TestContext()));

    assertThat(sessions.sessions()).containsOnlyKeys(session.id());
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void logout_bothTokens_endsThatSessionAndNoOther() {
    Session other = loggedIn();
    TokenPair tokens = issuer.issue(loggedIn());

    assertLoggedOut(call(tokens.access(), tokens.refresh()));
    assertThat(sessions.sessions()).containsOnlyKeys(other.id());
    assertThat(metrics.counted()).containsExactly("Logouts");

    assertLoggedOut(call(tokens.access(), tokens.refresh()));
    assertThat(sessions.sessions()).containsOnlyKeys(other.id());
    assertThat(metrics.counted()).containsExactly("Logouts");
  }

  @Test
  void logout_inKorean_saysSo() {
    APIGatewayProxyRequestEvent event =
        Events.withHeader(Events.request("logout"), "Accept-Language", "ko");

    assertThat(handler.handleRequest(event, new TestContext()).getBody())
        .isEqualTo("{\"message\":\"로그아웃되었습니다\"}");
  }

  @Test
  void logout_refreshTokenOfAnOlderGeneration_endsTheSession() {
    Session session = loggedIn();
    String old = issuer.issue(session).refresh();
    sessions.rotate(ALICE, session.id(), 0, Duration.ofDays(7));
    sessions.rotate(ALICE, session.id(), 1, Duration.ofDays(7));

    assertLoggedOut(call("refresh_token=" + old));

    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void logout_expiredRefreshTokenOfASessionThatGoesOn_endsTheSession() {
    Session session = loggedIn();
    String old = issuer.issue(session).refresh();
    clock.advance(Duration.ofDays(5));
    sessions.rotate(ALICE, session.id(), 0, Duration.ofDays(7));
    clock.advance(Duration.ofDays(5));

    assertLoggedOut(call("refresh_token=" + old));

    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void logout_expiredAccessToken_theRefreshTokenIsEnough() {
    TokenPair tokens = issuer.issue(loggedIn());
    clock.advance(Duration.ofMinutes(10));

    assertLoggedOut(call(tokens.access(), tokens.refresh()));

    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void logout_onlyTheAccessToken_endsItsSessionUntilItExpires() {
    TokenPair first = issuer.issue(loggedIn());
    assertLoggedOut(call(first.access(), "none"));
    assertThat(sessions.sessions()).isEmpty();

    Session second = loggedIn();
    String access = issuer.issue(second).access();
    clock.advance(Duration.ofMinutes(10));
    assertLoggedOut(call("access_token=" + access));
    assertThat(sessions.sessions()).containsOnlyKeys(second.id());
  }

  @Test
  void logout_tokensOfSeveralSessions_endsAllOfThem() {
    Session other = loggedIn();
    String first = issuer.issue(loggedIn()).refresh();
    TokenPair second = issuer.issue(loggedIn());

    assertLoggedOut(
        call(
            "refresh_token=x; refresh_token="
                + first
                + "; refresh_token="
                + second.refresh()
                + "; access_token="
                + second.access()));

    assertThat(sessions.sessions()).containsOnlyKeys(other.id());
    assertThat(metrics.counted()).containsExactly("Logouts", "Logouts");
  }

  @Test
  void logout_onlyAccessTokensAmongThemOneThatIsNone_endsTheirSessions() {
    String first = issuer.issue(loggedIn()).access();
    String second = issuer.issue(loggedIn()).access();

    assertLoggedOut(call("access_token=" + first + "; access_token=x; access_token=" + second));

    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void logout_tokensInEachOthersCookies_endNothing() {
    Session session = loggedIn();
    TokenPair tokens = issuer.issue(session);

    assertLoggedOut(
        call("access_token=" + tokens.refresh() + "; refresh_token=" + tokens.access()));

    assertThat(sessions.sessions()).containsOnlyKeys(session.id());
  }

  @Test
  void logout_tokensOfAnotherKey_endNothing() {
    Session session = loggedIn();
    InMemoryKeyRing foreign =
        new InMemoryKeyRing(KeyRing.of(SigningKey.fromBase64Url("B".repeat(43))));
    TokenPair forged = new TokenIssuer(foreign.cache(clock), TokenLifetimes.DEFAULT).issue(session);

    assertLoggedOut(call(forged.access(), forged.refresh()));

    assertThat(sessions.sessions()).containsOnlyKeys(session.id());
  }

  @Test
  void logout_tableUnreachable_is503AndTheCookiesStay() {
    TokenPair tokens = issuer.issue(loggedIn());
    sessions.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call(tokens.access(), tokens.refresh());
    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();

    sessions.faults().recover();
    assertLoggedOut(call(tokens.access(), tokens.refresh()));
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void logout_noKeys_is503AndTheCookiesStay() {
    TokenPair tokens = issuer.issue(loggedIn());
    InMemoryKeyRing none = new InMemoryKeyRing(KeyRing.of(KEY));
    none.faults().failAfter(0);
    APIGatewayProxyRequestEvent event =
        Events.withHeader(Events.request("logout"), "Cookie", "refresh_token=" + tokens.refresh());

    APIGatewayProxyResponseEvent response = handler(none).handleRequest(event, new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(sessions.sessions()).hasSize(1);
  }

  @Test
  void prime_isALogoutFromASessionThatDoesNotExist() {
    handler.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":200");
    assertThat(sessions.sessions()).isEmpty();
    assertThat(metrics.counted()).isEmpty();
    // Not because of the token: the store was asked.
    sessions.faults().failAfter(0);
    handler.prime(new Nobody(clock, new SecureRandom()));
    assertThat(log.getLast()).contains("\"status\":503");
  }

  @ParameterizedTest
  @CsvSource({"no-cookie", "expired"})
  void sampleEventsWithNothingToEnd_areLoggedOut(String event) {
    assertLoggedOut(
        handler(new InMemoryKeyRing(KeyRing.of(Events.LOCAL_KEY)))
            .handleRequest(Events.request("logout-" + event), new TestContext()));
  }

  @ParameterizedTest
  @CsvSource({"cross-site, 403, CROSS_SITE_REQUEST", "get, 405, METHOD_NOT_ALLOWED"})
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("logout-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(Cookies.of(response)).isEmpty();
  }
}
