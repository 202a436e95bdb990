package accounts.updateme;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.language.Language;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Nickname;
import accounts.session.Nobody;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateMeHandlerTest {
  private final MutableClock clock = new MutableClock(Instant.parse("2026-11-23T09:00:00Z"));
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final List<String> log = new ArrayList<>();
  private final UpdateMeHandler handler =
      new UpdateMeHandler(new UpdateMe(members), new CrossSite(Set.of()), new RequestLog(log::add));
  private final Member alice = Members.ofEvents(clock.instant());

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call(String body) {
    return call(Events.request("update-me").withBody(body));
  }

  private Member current() {
    return members.find(alice.id()).orElseThrow();
  }

  @Test
  void update_sampleEvent_changesBothAndAnswersWithTheProfile() {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call(Events.request("update-me"));

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"id\":\"019a0000-0000-7000-8000-000000000001\",\"email\":\"Alice@example.com\","
                + "\"nickname\":\"alicia\",\"language\":\"ko\","
                + "\"createdAt\":\"2026-11-23T09:00:00.000Z\"}");
    assertThat(Members.unversioned(current()))
        .isEqualTo(alice.withProfile(new Nickname("alicia"), Language.KOREAN));
    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).doesNotContain("lice");
  }

  @Test
  void update_oneField_leavesTheOther() {
    members.put(alice);

    assertThat(call("{\"nickname\":\" Bob \"}").getStatusCode()).isEqualTo(200);
    assertThat(current().nickname().text()).isEqualTo("Bob");
    assertThat(current().language()).isEqualTo(Language.ENGLISH);

    assertThat(call("{\"language\":\"ko\"}").getStatusCode()).isEqualTo(200);
    assertThat(current().nickname().text()).isEqualTo("Bob");
    assertThat(current().language()).isEqualTo(Language.KOREAN);
  }

  @Test
  void update_anotherSpellingOfTheSameNickname_isStored() {
    members.put(alice);

    assertThat(call("{\"nickname\":\"ALICE\"}").getBody()).contains("\"nickname\":\"ALICE\"");
    assertThat(current().nickname().text()).isEqualTo("ALICE");
  }

  @Test
  void update_nothing_answersWithTheProfileAndWritesNothing() {
    members.put(alice);
    members.faults().failAfter(1);

    APIGatewayProxyResponseEvent response = call("{\"email\":\"other@example.com\"}");

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).contains("Alice@example.com", "\"nickname\":\"alice\"");
  }

  @Test
  void update_nicknameTaken_is409AndChangesNothing() {
    members.put(alice);
    members.put(Members.active("b@example.com", "ALICIA", clock.instant()));

    APIGatewayProxyResponseEvent response = call(Events.request("update-me"));

    assertThat(response.getStatusCode()).isEqualTo(409);
    assertThat(response.getBody())
        .isEqualTo("{\"error\":\"Nickname is already taken\",\"code\":\"NICKNAME_TAKEN\"}");
    assertThat(Members.unversioned(current())).isEqualTo(alice);
  }

  @Test
  void update_languageChangedMeanwhile_isNotTurnedBack() {
    members.put(alice);
    members
        .faults()
        .disturbAfter(1, () -> members.put(alice.withProfile(alice.nickname(), Language.KOREAN)));

    assertThat(call("{\"nickname\":\"bob\"}").getBody()).contains("\"language\":\"ko\"");

    assertThat(Members.unversioned(current()))
        .isEqualTo(alice.withProfile(new Nickname("bob"), Language.KOREAN));
  }

  @Test
  void update_deletedMeanwhile_is401() {
    members.put(alice);
    members.faults().disturbAfter(1, () -> members.remove(alice.id()));

    APIGatewayProxyResponseEvent response = call(Events.request("update-me"));

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = MemberStatus.class,
      names = {"PENDING", "DISABLED"})
  void update_notActive_is401(MemberStatus status) {
    members.put(Members.with(alice, status));

    APIGatewayProxyResponseEvent response = call(Events.request("update-me"));

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertThat(current().nickname()).isEqualTo(alice.nickname());
  }

  @Test
  void update_tableDown_is503() {
    members.put(alice);
    members.faults().failAfter(1);

    assertThat(call(Events.request("update-me")).getStatusCode()).isEqualTo(503);
  }

  @Test
  void preflight_grantsTheMethodsOfThePath() {
    UpdateMeHandler open =
        new UpdateMeHandler(
            new UpdateMe(members),
            new CrossSite(Set.of("https://app.example.com")),
            new RequestLog(log::add));
    APIGatewayProxyRequestEvent event =
        Events.withHeader(
            Events.withHeader(
                Events.request("update-me").withHttpMethod("OPTIONS"),
                "Origin",
                "https://app.example.com"),
            "Access-Control-Request-Method",
            "PATCH");

    APIGatewayProxyResponseEvent response = open.handleRequest(event, new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(204);
    assertThat(response.getHeaders())
        .containsEntry("Access-Control-Allow-Methods", "GET, PATCH, DELETE");
  }

  @Test
  void prime_changesNobody() {
    members.put(alice);

    handler.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertThat(Members.unversioned(current())).isEqualTo(alice);
  }

  @ParameterizedTest
  @CsvSource({
    "nickname-null, 400, REQUIRED_FIELD",
    "nickname-too-long, 400, INVALID_FIELD",
    "unknown-language, 400, INVALID_FIELD",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "no-authorizer, 401, ACCESS_TOKEN_REQUIRED",
    "put, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call(Events.request("update-me-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(Members.unversioned(current())).isEqualTo(alice);
  }
}
