package accounts.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.RequestLog;
import accounts.json.Json;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsHandlerTest {
  private final MutableClock clock = new MutableClock(Instant.parse("2026-11-23T09:00:00Z"));
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final List<String> log = new ArrayList<>();
  private final SessionsHandler handler =
      new SessionsHandler(
          new ListSessions(new CurrentMember(members), sessions),
          new CrossSite(Set.of()),
          new RequestLog(log::add));
  private final Member alice = member("alice");

  private Member member(String name) {
    Member member = Members.active(name + "@example.com", name, clock.instant());
    members.put(member);
    return member;
  }

  private Session loggedIn(Member member, String id) {
    Session session =
        new Session(
            new SessionId(id.repeat(32)),
            member.id(),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            "curl/8",
            "203.0.113.0/24");
    sessions.put(session);
    return session;
  }

  private APIGatewayProxyResponseEvent call(Map<String, Object> authorizer) {
    APIGatewayProxyRequestEvent event = Events.request("sessions");
    event.getRequestContext().setAuthorizer(authorizer);
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call(Session current) {
    return call(Map.of("userId", alice.id().value(), "sessionId", current.id().value()));
  }

  private static List<String> ids(APIGatewayProxyResponseEvent response) {
    List<String> ids = new ArrayList<>();
    Json.readObject(response.getBody())
        .orElseThrow()
        .path("sessions")
        .forEach((JsonNode session) -> ids.add(session.path("id").textValue()));
    return ids;
  }

  @Test
  void sessions_areTheMembersOwn_theOneUsedLastFirst() {
    Session first = loggedIn(alice, "a");
    clock.advance(Duration.ofHours(1));
    Session second = loggedIn(alice, "b");
    loggedIn(member("bob"), "c");
    clock.advance(Duration.ofHours(1));
    sessions.rotate(alice.id(), first.id(), 0, Duration.ofDays(7));

    APIGatewayProxyResponseEvent response = call(second);

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"sessions\":["
                + "{\"id\":\""
                + "a".repeat(32)
                + "\",\"createdAt\":\"2026-11-23T09:00:00.000Z\","
                + "\"lastUsedAt\":\"2026-11-23T11:00:00.000Z\","
                + "\"expiresAt\":\"2026-11-30T11:00:00.000Z\","
                + "\"userAgent\":\"curl/8\",\"address\":\"203.0.113.0/24\",\"current\":false},"
                + "{\"id\":\""
                + "b".repeat(32)
                + "\",\"createdAt\":\"2026-11-23T10:00:00.000Z\","
                + "\"lastUsedAt\":\"2026-11-23T10:00:00.000Z\","
                + "\"expiresAt\":\"2026-11-30T10:00:00.000Z\","
                + "\"userAgent\":\"curl/8\",\"address\":\"203.0.113.0/24\",\"current\":true}"
                + "],\"total\":2}");
  }

  @Test
  void sessions_expired_areNotListed() {
    loggedIn(alice, "a");
    clock.advance(Duration.ofDays(3));
    Session second = loggedIn(alice, "b");
    clock.advance(Duration.ofDays(4));

    assertThat(ids(call(second))).containsExactly(second.id().value());
  }

  @Test
  void sessions_overAHundred_areCountedAndTheNewestListed() {
    SecureRandom random = new SecureRandom();
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < ListSessions.MOST + 1; i++) {
      Session session =
          new Session(
              SessionId.create(random),
              alice.id(),
              0,
              clock.instant(),
              clock.instant(),
              clock.instant().plus(Duration.ofDays(7)),
              "",
              "");
      sessions.put(session);
      newestFirst.addFirst(session.id().value());
      clock.advance(Duration.ofSeconds(1));
    }

    APIGatewayProxyResponseEvent response = call(Map.of("userId", alice.id().value()));

    assertThat(ids(response)).isEqualTo(newestFirst.subList(0, 100));
    assertThat(response.getBody()).endsWith("\"total\":101}").doesNotContain("\"current\":true");
  }

  @Test
  void sessions_usedAtOneTime_areInAnOrderOfTheirOwn() {
    loggedIn(alice, "b");
    loggedIn(alice, "a");
    Session third = loggedIn(alice, "c");

    assertThat(ids(call(third))).containsExactly("a".repeat(32), "b".repeat(32), "c".repeat(32));
  }

  @Test
  void sessions_sampleEventOrMemberNotActive_is401() {
    members.put(Members.with(alice, MemberStatus.DISABLED));

    for (APIGatewayProxyResponseEvent response :
        List.of(
            call(loggedIn(alice, "a")),
            handler.handleRequest(Events.request("sessions"), new TestContext()))) {
      assertThat(response.getStatusCode()).isEqualTo(401);
      assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
    }
  }

  @Test
  void sessions_tableUnreachable_is503() {
    sessions.faults().failAfter(0);

    assertThat(call(loggedIn(alice, "a")).getStatusCode()).isEqualTo(503);
  }

  @Test
  void prime_listsTheSessionsOfAMemberWhoDoesNotExist() {
    handler.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
  }

  @ParameterizedTest
  @CsvSource({"no-authorizer, 401, ACCESS_TOKEN_REQUIRED", "post, 405, METHOD_NOT_ALLOWED"})
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("sessions-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }
}
