package accounts.verifyemail;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.code.CodeStore;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.code.InMemoryCodeStore;
import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.metrics.RecordingMetrics;
import accounts.session.Nobody;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyEmailHandlerTest {
  private static final String REFUSED =
      "{\"error\":\"an incorrect or expired verification code\",\"code\":\"CODE_INVALID\"}";

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemoryCodeStore codeStore = new InMemoryCodeStore(clock);
  private final Codes codes = new Codes(codeStore, new SecureRandom());
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final VerifyEmailHandler handler =
      new VerifyEmailHandler(
          new VerifyEmail(members, codes, clock, new SecureRandom(), metrics),
          new CrossSite(Set.of()),
          new RequestLog(line -> {}));
  private final Member alice = Members.pending("alice@example.com", "alice", clock.instant());

  private APIGatewayProxyResponseEvent call(String email, String code) {
    return handler.handleRequest(
        Events.request("verify-email")
            .withBody("{\"email\":\"" + email + "\",\"code\":\"" + code + "\"}"),
        new TestContext());
  }

  private String issued() {
    members.put(alice);
    return codes.issue(CodeUse.of(VERIFY_EMAIL, alice)).reveal();
  }

  private MemberStatus status() {
    return members.find(alice.id()).orElseThrow().status();
  }

  @Test
  void verify_sampleEvent_isRefusedLikeAnyWrongCode() {
    members.put(alice);

    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("verify-email"), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody()).isEqualTo(REFUSED);
  }

  @Test
  void verify_rightCodeInLowerCase_activatesOnce() {
    String code = issued();

    APIGatewayProxyResponseEvent response =
        call("ALICE@example.com", " " + code.toLowerCase(Locale.ROOT));

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody())
        .isEqualTo("{\"message\":\"email has been successfully verified\"}");
    assertThat(status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(call("alice@example.com", code).getBody()).isEqualTo(REFUSED);
  }

  @Test
  void verify_unknownEmailWrongOrExpiredCode_areAnsweredAlike() {
    String code = issued();

    assertThat(call("nobody@example.com", code).getBody()).isEqualTo(REFUSED);
    assertThat(call("nobody", code).getBody()).isEqualTo(REFUSED);
    assertThat(call("alice@example.com", "x").getBody()).isEqualTo(REFUSED);
    clock.advance(Duration.ofHours(1));
    assertThat(call("alice@example.com", code).getBody()).isEqualTo(REFUSED);
    assertThat(status()).isEqualTo(MemberStatus.PENDING);
  }

  @Test
  void verify_fiveWrongCodes_theRightOneIsRefusedToo() {
    String code = issued();
    for (int i = 0; i < 5; i++) {
      call("alice@example.com", "WRONG1");
    }

    assertThat(call("alice@example.com", code).getBody()).isEqualTo(REFUSED);
  }

  @Test
  void verify_tableDownAfterTheCodeWasClaimed_theCodeIsGivenBack() {
    String code = issued();
    // One read in the fake, then the write.
    members.faults().failAfter(1);

    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(503);

    members.faults().recover();
    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(200);
    assertThat(status()).isEqualTo(MemberStatus.ACTIVE);
  }

  @Test
  void verify_bothStoresDown_is503() {
    String code = issued();
    members.faults().failAfter(1);
    codeStore.faults().failAfter(1);

    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(503);

    members.faults().recover();
    codeStore.faults().recover();
    assertThat(call("alice@example.com", code).getBody()).isEqualTo(REFUSED);
    clock.advance(CodeStore.LEASE);
    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(200);
  }

  @Test
  void verify_redisDownAfterTheMemberIsActive_succeedsAndChangesNothingMore() {
    String code = issued();
    codeStore.faults().failAfter(1);

    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(200);

    codeStore.faults().recover();
    clock.advance(CodeStore.LEASE);
    Member active = members.find(alice.id()).orElseThrow();
    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(200);
    assertThat(members.find(alice.id())).contains(active);
    assertThat(metrics.counted()).containsExactly("Verifications");
    assertThat(call("alice@example.com", code).getBody()).isEqualTo(REFUSED);
  }

  @Test
  void verify_redisDown_is503() {
    String code = issued();
    codeStore.faults().failAfter(0);

    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(503);
    codeStore.faults().recover();
    assertThat(call("alice@example.com", code).getStatusCode()).isEqualTo(200);
  }

  @Test
  void verify_disabledMember_staysDisabled() {
    String code = issued();
    members.put(Members.with(alice, MemberStatus.DISABLED));

    assertThat(call("alice@example.com", code).getBody()).isEqualTo(REFUSED);
    assertThat(status()).isEqualTo(MemberStatus.DISABLED);
  }

  @Test
  void verify_isCountedWhenThePendingMemberBecomesActive() {
    String code = issued();
    call("alice@example.com", "WRONG1");
    assertThat(metrics.counted()).isEmpty();

    call("alice@example.com", code);
    assertThat(metrics.counted()).containsExactly("Verifications");

    String again = codes.issue(CodeUse.of(VERIFY_EMAIL, alice)).reveal();
    assertThat(call("alice@example.com", again).getStatusCode()).isEqualTo(200);
    assertThat(metrics.counted()).hasSize(1);
  }

  @Test
  void prime_isAVerificationOfNobodyThatReachesBothStores() {
    List<String> log = new ArrayList<>();
    VerifyEmailHandler primed =
        new VerifyEmailHandler(
            new VerifyEmail(members, codes, clock, new SecureRandom(), metrics),
            new CrossSite(Set.of()),
            new RequestLog(log::add));

    primed.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":400,\"code\":\"CODE_INVALID\"");
    codeStore.faults().failAfter(0);
    assertThatThrownBy(() -> primed.prime(new Nobody(clock, new SecureRandom())))
        .isInstanceOf(StoreUnavailableException.class);
    codeStore.faults().recover();
    members.faults().failAfter(1);
    assertThatThrownBy(() -> primed.prime(new Nobody(clock, new SecureRandom())))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "no-code, 400, REQUIRED_FIELD",
    "code-is-a-number, 400, INVALID_FIELD",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("verify-email-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }
}
