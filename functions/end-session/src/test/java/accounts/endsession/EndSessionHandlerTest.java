package accounts.endsession;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndSessionHandlerTest {
  private static final String NOT_FOUND =
      "{\"error\":\"No such session\",\"code\":\"SESSION_NOT_FOUND\"}";

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final EndSessionHandler handler =
      new EndSessionHandler(
          new EndSession(new CurrentMember(members), sessions, metrics),
          new TokenCookies(TokenLifetimes.DEFAULT, true),
          new CrossSite(Set.of()),
          new RequestLog(log::add));
  private final Member alice = member("alice");
  private final Session current = loggedIn(alice);

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

  /** In alice's name, from her current session. */
  private APIGatewayProxyResponseEvent call(String id) {
    APIGatewayProxyRequestEvent event = Events.request("end-session");
    event.setPathParameters(Map.of("id", id));
    event
        .getRequestContext()
        .setAuthorizer(Map.of("userId", alice.id().value(), "sessionId", current.id().value()));
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call(Session session) {
    return call(session.id().value());
  }

  private void assertNotFound(APIGatewayProxyResponseEvent response) {
    assertThat(response.getBody()).isEqualTo(NOT_FOUND);
    assertThat(response.getStatusCode()).isEqualTo(404);
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void endSession_another_endsItAndTheCookiesStay() {
    Session other = loggedIn(alice);

    APIGatewayProxyResponseEvent response = call(other);

    assertThat(response.getBody()).isEqualTo("{\"message\":\"The session has ended\"}");
    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(sessions.sessions()).containsOnlyKeys(current.id());
    assertThat(metrics.counted()).containsExactly("Logouts");
  }

  @Test
  void endSession_theCurrentOne_clearsTheCookiesToo() {
    Session other = loggedIn(alice);

    APIGatewayProxyResponseEvent response = call(current);

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(Cookies.of(response))
        .containsExactly(
            "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
            "refresh_token=; Path=/Prod/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    assertThat(sessions.sessions()).containsOnlyKeys(other.id());
  }

  @Test
  void endSession_anotherMembers_is404AndGoesOn() {
    Session bobs = loggedIn(member("bob"));

    assertNotFound(call(bobs));

    assertThat(sessions.sessions()).containsKey(bobs.id());
  }

  @Test
  void endSession_unknownEndedExpiredOrMalformed_is404() {
    assertNotFound(call(SessionId.create(new SecureRandom()).value()));
    assertNotFound(call(current.id().value().toUpperCase(Locale.ROOT) + "x"));
    assertNotFound(call(""));
    assertNotFound(call("PROFILE"));
    Session ended = loggedIn(alice);
    sessions.sessions().remove(ended.id());
    assertNotFound(call(ended));
    Session expired = loggedIn(alice);
    clock.advance(Duration.ofDays(7));
    assertNotFound(call(expired));
  }

  @Test
  void endSession_sampleEventOrMemberNotActive_is401() {
    members.put(Members.with(alice, MemberStatus.DISABLED));

    for (APIGatewayProxyResponseEvent response :
        List.of(
            call(current),
            handler.handleRequest(Events.request("end-session"), new TestContext()))) {
      assertThat(response.getStatusCode()).isEqualTo(401);
      assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
    }
    assertThat(sessions.sessions()).containsOnlyKeys(current.id());
  }

  @Test
  void endSession_tableUnreachable_is503AndTheCookiesStay() {
    sessions.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call(current);
    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();

    sessions.faults().recover();
    assertThat(call(current).getStatusCode()).isEqualTo(200);
  }

  @Test
  void prime_endsASessionThatDoesNotExist() {
    handler.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertThat(sessions.sessions()).containsOnlyKeys(current.id());
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
        handler.handleRequest(Events.request("end-session-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }

  @Test
  void malformedSampleEvent_is404WhereThereIsTheMember() {
    APIGatewayProxyRequestEvent event = Events.request("end-session-malformed-id");
    event.getRequestContext().setAuthorizer(Map.of("userId", alice.id().value()));

    assertNotFound(handler.handleRequest(event, new TestContext()));
  }
}
