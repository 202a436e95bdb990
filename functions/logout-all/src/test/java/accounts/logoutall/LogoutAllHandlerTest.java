package accounts.logoutall;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.InMemoryAccountStore;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.metrics.RecordingMetrics;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.testing.Cookies;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.token.TokenLifetimes;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogoutAllHandlerTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final InMemoryAccountStore accounts = new InMemoryAccountStore(members, sessions, clock);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final LogoutAllHandler handler =
      new LogoutAllHandler(
          new LogoutAll(new CurrentMember(members), accounts, metrics),
          new TokenCookies(TokenLifetimes.DEFAULT, true),
          new CrossSite(Set.of()),
          new RequestLog(log::add));

  private Member member(String name) {
    Member member = Members.active(name + "@example.com", name, clock.instant());
    members.put(member);
    return member;
  }

  private Session loggedIn(Member member) {
    Session session =
        new Session(
            SessionId.create(new SecureRandom()),
            member.id(),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            "",
            "");
    sessions.put(session);
    return session;
  }

  private APIGatewayProxyResponseEvent call(Member member) {
    APIGatewayProxyRequestEvent event = Events.request("logout-all");
    event.getRequestContext().setAuthorizer(Map.of("userId", member.id().value()));
    return handler.handleRequest(event, new TestContext());
  }

  @Test
  void logoutAll_endsTheMembersSessionsAndNobodyElses() {
    Member alice = member("alice");
    loggedIn(alice);
    loggedIn(alice);
    Session bobs = loggedIn(member("bob"));

    APIGatewayProxyResponseEvent response = call(alice);

    assertThat(response.getBody()).isEqualTo("{\"message\":\"You are logged out everywhere\"}");
    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(Cookies.of(response))
        .containsExactly(
            "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
            "refresh_token=; Path=/Prod/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    assertThat(sessions.sessions()).containsOnlyKeys(bobs.id());
    assertThat(metrics.counted()).containsExactly("Logouts");
  }

  @Test
  void logoutAll_sampleEventOrMemberNotActive_is401AndTheCookiesStay() {
    Member alice = member("alice");
    loggedIn(alice);
    members.put(Members.with(alice, MemberStatus.DISABLED));

    for (APIGatewayProxyResponseEvent response :
        List.of(
            call(alice), handler.handleRequest(Events.request("logout-all"), new TestContext()))) {
      assertThat(response.getStatusCode()).isEqualTo(401);
      assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
      assertThat(Cookies.of(response)).isEmpty();
    }
    assertThat(sessions.sessions()).hasSize(1);
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void logoutAll_tableUnreachable_is503AndTheCookiesStay() {
    Member alice = member("alice");
    loggedIn(alice);
    accounts.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call(alice);
    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(metrics.counted()).isEmpty();

    accounts.faults().recover();
    assertThat(call(alice).getStatusCode()).isEqualTo(200);
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void prime_isALogoutOfAMemberWhoDoesNotExist() {
    handler.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertThat(metrics.counted()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-authorizer, 401, ACCESS_TOKEN_REQUIRED",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("logout-all-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(Cookies.of(response)).isEmpty();
  }
}
