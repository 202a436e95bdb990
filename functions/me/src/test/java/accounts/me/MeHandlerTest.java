package accounts.me;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Members;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeHandlerTest {
  private static final MemberId ID = new MemberId("019a0000-0000-7000-8000-000000000001");
  private final MutableClock clock = new MutableClock(Instant.parse("2026-11-23T09:00:00Z"));
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final MeHandler handler =
      new MeHandler(members, new CrossSite(Set.of()), new RequestLog(line -> {}));

  private Member alice(MemberStatus status) {
    Member m = Members.pending("Alice@example.com", "alice", clock.instant());
    return Member.create(
        ID,
        m.email(),
        m.nickname(),
        m.passwordHash(),
        status,
        m.language(),
        m.createdAt(),
        Optional.empty());
  }

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  @Test
  void me_sampleEvent_isTheMembersProfile() {
    members.put(alice(MemberStatus.ACTIVE));

    APIGatewayProxyResponseEvent response = call(Events.request("me"));

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"id\":\"019a0000-0000-7000-8000-000000000001\",\"email\":\"Alice@example.com\","
                + "\"nickname\":\"alice\",\"language\":\"en\","
                + "\"createdAt\":\"2026-11-23T09:00:00.000Z\"}");
  }

  @Test
  void me_memberGoneOrDisabled_is401() {
    assertThat(call(Events.request("me")).getStatusCode()).isEqualTo(401);

    members.put(alice(MemberStatus.DISABLED));
    APIGatewayProxyResponseEvent response = call(Events.request("me"));
    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
  }

  @Test
  void me_withoutAuthorizerContext_failsClosed() {
    members.put(alice(MemberStatus.ACTIVE));
    APIGatewayProxyRequestEvent event = Events.request("me");
    event.getRequestContext().setAuthorizer(null);
    assertThat(call(event).getStatusCode()).isEqualTo(401);

    event.getRequestContext().setAuthorizer(Map.of("principalId", ID.value()));
    assertThat(call(event).getStatusCode()).isEqualTo(401);

    event.getRequestContext().setAuthorizer(Map.of("userId", "no#id"));
    assertThat(call(event).getStatusCode()).isEqualTo(401);
  }

  @Test
  void me_post_is405() {
    APIGatewayProxyResponseEvent response = call(Events.request("me").withHttpMethod("POST"));

    assertThat(response.getStatusCode()).isEqualTo(405);
    assertThat(response.getHeaders()).containsEntry("Allow", "GET, PATCH, DELETE");
  }

  @Test
  void prime_readsAMemberWhoDoesNotExist() {
    List<String> log = new ArrayList<>();
    MeHandler primed = new MeHandler(members, new CrossSite(Set.of()), new RequestLog(log::add));

    primed.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
  }

  @ParameterizedTest
  @CsvSource({"no-authorizer, 401, ACCESS_TOKEN_REQUIRED", "post, 405, METHOD_NOT_ALLOWED"})
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("me-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }
}
