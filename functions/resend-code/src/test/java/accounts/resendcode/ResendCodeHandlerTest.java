package accounts.resendcode;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.code.Code;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.code.InMemoryCodeStore;
import accounts.http.CrossSite;
import accounts.http.RateLimit;
import accounts.http.RequestLog;
import accounts.language.Language;
import accounts.limit.InMemoryRateLimiter;
import accounts.limit.RateLimits;
import accounts.mail.InMemoryMailOutbox;
import accounts.mail.OutboxMail;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Suppression;
import accounts.session.Nobody;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
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

class ResendCodeHandlerTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemoryCodeStore codeStore = new InMemoryCodeStore(clock);
  private final Codes codes = new Codes(codeStore, new SecureRandom());
  private final InMemoryMailOutbox outbox = new InMemoryMailOutbox(clock);
  private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);
  private final ResendCodeHandler handler =
      new ResendCodeHandler(
          resendCode(RateLimits.NONE, false), new CrossSite(Set.of()), new RequestLog(line -> {}));
  private final Member alice = Members.pending("Alice@example.com", "alice", clock.instant());

  private ResendCode resendCode(RateLimits limits, boolean hidesMembers) {
    return new ResendCode(
        RateLimit.ofLogins(limiter, limits, new RequestLog(line -> {})),
        RateLimit.ofMails(limiter, limits),
        hidesMembers,
        members,
        codes,
        Members.HASHER,
        outbox,
        clock,
        new SecureRandom());
  }

  private ResendCodeHandler handler(RateLimits limits, boolean hidesMembers) {
    return new ResendCodeHandler(
        resendCode(limits, hidesMembers), new CrossSite(Set.of()), new RequestLog(line -> {}));
  }

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private static APIGatewayProxyRequestEvent event() {
    return Events.request("resend-code");
  }

  private boolean spends(Code code) {
    return codes.spend(code, CodeUse.of(VERIFY_EMAIL, alice), () -> true).isPresent();
  }

  @Test
  void resend_sampleEvent_mailsANewCodeThatReplacesTheOld() {
    members.put(alice);
    Code old = codes.issue(CodeUse.of(VERIFY_EMAIL, alice));

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"message\":\"Please verify your email address\"}");
    OutboxMail mail = outbox.waiting().getFirst();
    assertThat(mail.to()).isEqualTo("Alice@example.com");
    assertThat(spends(old)).isFalse();
    assertThat(spends(Code.typed(String.valueOf(mail.parameters().get("code"))))).isTrue();
  }

  @Test
  void resend_language_isTheRequestsElseTheMembers() {
    members.put(alice);
    call(event());
    call(Events.withHeader(event(), "Accept-Language", "ko"));

    assertThat(outbox.waiting())
        .extracting(OutboxMail::language)
        .containsExactly(Language.ENGLISH, Language.KOREAN);
  }

  @Test
  void resend_unknownEmail_is404() {
    String expected = "{\"error\":\"존재하지 않는 이메일입니다.\",\"code\":\"MEMBER_NOT_FOUND\"}";

    assertThat(call(event()).getStatusCode()).isEqualTo(404);
    assertThat(call(event()).getBody()).isEqualTo(expected);
    String notAnEmail = "{\"email\":\"nobody\",\"password\":\"12345678\"}";
    assertThat(call(event().withBody(notAnEmail)).getBody()).isEqualTo(expected);
  }

  @Test
  void resend_wrongPassword_is401AndNothingIsMailed() {
    members.put(alice);

    APIGatewayProxyResponseEvent response =
        call(event().withBody("{\"email\":\"alice@example.com\",\"password\":\"wrong\"}"));

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody())
        .isEqualTo("{\"error\":\"비밀번호가 틀렸습니다\",\"code\":\"WRONG_PASSWORD\"}");
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void resend_disabledMember_is403() {
    members.put(Members.with(alice, MemberStatus.DISABLED));

    assertThat(call(event()).getStatusCode()).isEqualTo(403);
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void resend_suppressedAddress_is409WithoutCodeAndMail() {
    Suppression bounce = new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General");
    members.put(Members.suppressed(alice, bounce));
    Code old = codes.issue(CodeUse.of(VERIFY_EMAIL, alice));

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(409);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"error\":\"Mail to this email address came back or was reported as unwanted, so"
                + " none is sent any more\",\"code\":\"EMAIL_UNDELIVERABLE\"}");
    assertThat(call(Events.withHeader(event(), "Accept-Language", "ko")).getBody())
        .contains("더 이상 메일을 보내지 않습니다");
    assertThat(outbox.waiting()).isEmpty();
    // The code that is there is good still.
    assertThat(spends(old)).isTrue();
    String wrong = "{\"email\":\"alice@example.com\",\"password\":\"wrong\"}";
    assertThat(call(event().withBody(wrong)).getStatusCode()).isEqualTo(401);
  }

  @Test
  void resend_redisDown_is503AndNothingIsMailed() {
    members.put(alice);
    codeStore.faults().failAfter(0);

    assertThat(call(event()).getStatusCode()).isEqualTo(503);
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void resend_tableDown_is503AndTheNextCallSucceeds() {
    members.put(alice);
    outbox.faults().failAfter(0);
    assertThat(call(event()).getStatusCode()).isEqualTo(503);

    outbox.faults().recover();
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
    assertThat(outbox.waiting()).hasSize(1);
  }

  @Test
  void resend_twiceInAMinute_isTooMuchMailAndTheFirstCodeStaysGood() {
    members.put(alice);
    ResendCodeHandler limited = handler(RateLimits.DEFAULT, false);
    outbox.faults().failAfter(0);
    // What was not sent is not counted.
    assertThat(limited.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(503);
    outbox.faults().recover();
    assertThat(limited.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(200);
    String code = String.valueOf(outbox.waiting().getFirst().parameters().get("code"));

    APIGatewayProxyResponseEvent again = limited.handleRequest(event(), new TestContext());

    assertThat(again.getStatusCode()).isEqualTo(429);
    assertThat(again.getHeaders()).containsEntry("Retry-After", "60");
    assertThat(outbox.waiting()).hasSize(1);
    assertThat(spends(Code.typed(code))).isTrue();
  }

  @Test
  void resend_wrongPasswords_lockTheLoginAndAreTriedNoMore() {
    members.put(alice);
    APIGatewayProxyRequestEvent wrong =
        event().withBody("{\"email\":\"alice@example.com\",\"password\":\"wrong\"}");
    for (int i = 1; i <= 5; i++) {
      assertThat(call(wrong).getStatusCode()).isEqualTo(401);
    }

    APIGatewayProxyResponseEvent right = call(event());

    assertThat(right.getStatusCode()).isEqualTo(429);
    assertThat(right.getBody()).contains("\"code\":\"LOGIN_LOCKED\"");
    assertThat(right.getHeaders()).containsEntry("Retry-After", "1");
    assertThat(outbox.waiting()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void resend_manyThatFailOfOneClient_areTooMany() {
    ResendCodeHandler limited = handler(RateLimits.DEFAULT, false);
    for (int i = 0; i < 10; i++) {
      APIGatewayProxyRequestEvent unknown =
          event().withBody("{\"email\":\"%d@example.com\",\"password\":\"wrong\"}".formatted(i));
      assertThat(limited.handleRequest(unknown, new TestContext()).getStatusCode()).isEqualTo(404);
    }
    members.put(alice);

    APIGatewayProxyResponseEvent refused = limited.handleRequest(event(), new TestContext());

    assertThat(refused.getStatusCode()).isEqualTo(429);
    assertThat(refused.getBody()).contains("\"code\":\"TOO_MANY_REQUESTS\"");
  }

  @Test
  void resend_refused_isNoMailThatCounts() {
    ResendCodeHandler limited = handler(RateLimits.DEFAULT, false);
    assertThat(limited.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(404);
    members.put(alice);
    APIGatewayProxyRequestEvent wrong =
        event().withBody("{\"email\":\"alice@example.com\",\"password\":\"wrong\"}");
    assertThat(limited.handleRequest(wrong, new TestContext()).getStatusCode()).isEqualTo(401);

    assertThat(limited.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void resend_membersHidden_isOneAnswerAndOneLimitWhoeverItIs() {
    ResendCodeHandler hiding = handler(RateLimits.DEFAULT, true);
    Member disabled =
        Members.with(
            Members.active("disabled@example.com", "d", clock.instant()), MemberStatus.DISABLED);
    members.put(alice);
    members.put(disabled);
    for (String body :
        List.of(
            "{\"email\":\"nobody@example.com\",\"password\":\"%s\"}",
            "{\"email\":\"disabled@example.com\",\"password\":\"%s\"}",
            "{\"email\":\"alice@example.com\",\"password\":\"wrong %s\"}")) {
      APIGatewayProxyRequestEvent call = event().withBody(body.formatted(Members.PASSWORD));
      APIGatewayProxyResponseEvent first = hiding.handleRequest(call, new TestContext());
      assertThat(first.getStatusCode()).isEqualTo(200);
      assertThat(first.getBody()).isEqualTo("{\"message\":\"Please verify your email address\"}");
      assertThat(hiding.handleRequest(call, new TestContext()).getStatusCode()).isEqualTo(429);
      assertThat(outbox.waiting()).isEmpty();
    }

    clock.advance(Duration.ofMinutes(1));
    assertThat(hiding.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(200);
    assertThat(outbox.waiting()).hasSize(1);
  }

  @Test
  void prime_isAResendForNobodyThatReachesRedis() {
    List<String> log = new ArrayList<>();
    ResendCodeHandler primed =
        new ResendCodeHandler(
            resendCode(RateLimits.NONE, false), new CrossSite(Set.of()), new RequestLog(log::add));

    primed.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":404,\"code\":\"MEMBER_NOT_FOUND\"");
    assertThat(outbox.waiting()).isEmpty();
    codeStore.faults().failAfter(0);
    assertThatThrownBy(() -> primed.prime(new Nobody(clock, new SecureRandom())))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "no-password, 400, REQUIRED_FIELD",
    "not-an-object, 400, MALFORMED_REQUEST",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("resend-code-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(outbox.waiting()).isEmpty();
  }
}
