package accounts.deleteme;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.InMemoryAccountStore;
import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.code.InMemoryCodeStore;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Suppression;
import accounts.metrics.RecordingMetrics;
import accounts.password.Password;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.snapstart.Priming;
import accounts.testing.Cookies;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.token.TokenLifetimes;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeleteMeHandlerTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final InMemoryAccountStore accounts = new InMemoryAccountStore(members, sessions, clock);
  private final InMemoryCodeStore codeStore = new InMemoryCodeStore(clock);
  private final Codes codes = new Codes(codeStore, new SecureRandom());
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final Member alice = Members.ofEvents(clock.instant());
  private final DeleteMeHandler handler =
      new DeleteMeHandler(
          new DeleteMe(new CurrentMember(members), Members.HASHER, codes, accounts, clock, metrics),
          new TokenCookies(TokenLifetimes.DEFAULT, true),
          new CrossSite(Set.of()),
          new RequestLog(log::add));

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call() {
    return call(Events.request("delete-me"));
  }

  /** Alice with a session and a code. */
  private Code aliceAndHers() {
    members.put(alice);
    sessions.put(
        new Session(
            SessionId.create(new SecureRandom()),
            alice.id(),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(TokenLifetimes.DEFAULT.refresh()),
            "",
            ""));
    return codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, alice));
  }

  private void assertStillThere() {
    assertThat(members.find(alice.id())).isPresent();
    assertThat(sessions.sessions()).hasSize(1);
    assertThat(members.mails()).isEmpty();
    assertThat(metrics.counted()).isEmpty();
  }

  private boolean isGood(Code code) {
    return codes.spend(code, CodeUse.of(CodePurpose.VERIFY_EMAIL, alice), () -> true).isPresent();
  }

  @Test
  void delete_sampleEvent_leavesTheMailAndNothingElse() {
    Code code = aliceAndHers();

    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"message\":\"The account was deleted\"}");
    assertThat(Cookies.of(response))
        .containsExactly(
            "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
            "refresh_token=; Path=/Prod/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    assertThat(members.find(alice.id())).isEmpty();
    assertThat(sessions.sessions()).isEmpty();
    assertThat(isGood(code)).isFalse();
    assertThat(members.mails())
        .singleElement()
        .satisfies(
            mail -> {
              assertThat(mail.kind()).isEqualTo(MailKind.ACCOUNT_DELETED);
              assertThat(mail.to()).isEqualTo("Alice@example.com");
              assertThat(mail.parameters()).isEmpty();
            });
    assertThat(metrics.counted()).containsExactly("Deletions");
    assertThat(String.join("\n", log)).doesNotContain("lice").doesNotContain("horse");
  }

  @Test
  void delete_again_is401() {
    aliceAndHers();
    call();

    APIGatewayProxyResponseEvent again = call();

    assertThat(again.getStatusCode()).isEqualTo(401);
    assertThat(again.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertThat(members.mails()).hasSize(1);
    assertThat(metrics.counted()).containsExactly("Deletions");
  }

  @Test
  void delete_wrongPassword_is403AndTakesNoCodeAway() {
    Code code = aliceAndHers();

    APIGatewayProxyResponseEvent response =
        call(Events.request("delete-me").withBody("{\"password\":\"wrong\"}"));

    assertThat(response.getStatusCode()).isEqualTo(403);
    assertThat(response.getBody())
        .isEqualTo("{\"error\":\"비밀번호가 틀렸습니다\",\"code\":\"WRONG_PASSWORD\"}");
    assertThat(Cookies.of(response)).isEmpty();
    assertStillThere();
    assertThat(isGood(code)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = MemberStatus.class,
      names = {"PENDING", "DISABLED"})
  void delete_notActive_is401(MemberStatus status) {
    aliceAndHers();
    members.put(Members.with(alice, status));

    assertThat(call().getStatusCode()).isEqualTo(401);
    assertStillThere();
  }

  @Test
  void delete_addressThatGetsNoMail_getsNoneHere() {
    aliceAndHers();
    members.put(
        Members.suppressed(
            alice, new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General")));

    assertThat(call().getStatusCode()).isEqualTo(200);

    assertThat(members.find(alice.id())).isEmpty();
    assertThat(members.mails()).isEmpty();
  }

  @Test
  void delete_passwordChangedMeanwhile_is403() {
    aliceAndHers();
    Member changed =
        Members.withCredentials(
            alice, alice.email(), Members.HASHER.hash(Password.of("another password")));
    accounts.faults().disturbAfter(0, () -> members.put(changed));

    assertThat(call().getStatusCode()).isEqualTo(403);

    assertStillThere();
  }

  @Test
  void delete_hashRenewedMeanwhile_isTriedAgain() {
    aliceAndHers();
    Member renewed =
        Members.withCredentials(
            alice, alice.email(), Members.HASHER.hash(Password.of(Members.PASSWORD)));
    accounts.faults().disturbAfter(0, () -> members.put(renewed));

    assertThat(call().getStatusCode()).isEqualTo(200);

    assertThat(members.find(alice.id())).isEmpty();
    assertThat(metrics.counted()).containsExactly("Deletions");
  }

  @Test
  void delete_redisDown_is503AndNothingIsDone() {
    aliceAndHers();
    codeStore.faults().failAfter(0);

    assertThat(call().getStatusCode()).isEqualTo(503);
    assertStillThere();

    codeStore.faults().recover();
    assertThat(call().getStatusCode()).isEqualTo(200);
  }

  @Test
  void delete_tableDown_is503AndTheSameCallSucceedsLater() {
    aliceAndHers();
    accounts.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();
    assertStillThere();
    accounts.faults().recover();
    assertThat(call().getStatusCode()).isEqualTo(200);
  }

  @Test
  void prime_deletesNobody() {
    aliceAndHers();

    Priming.run(() -> handler.prime(new Nobody(clock, new SecureRandom())));

    assertStillThere();
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-password, 400, REQUIRED_FIELD",
    "no-body, 400, MALFORMED_REQUEST",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "no-authorizer, 401, ACCESS_TOKEN_REQUIRED",
    "post, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    aliceAndHers();

    APIGatewayProxyResponseEvent response = call(Events.request("delete-me-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(Cookies.of(response)).isEmpty();
    assertStillThere();
  }

  @Test
  void delete_waitingMails_areNotSentAnyMore() {
    aliceAndHers();
    members
        .mails()
        .add(
            OutboxMail.verificationCode(
                alice.id().value(),
                "ABC123",
                alice.email().address(),
                alice.language(),
                clock.instant()));

    call();

    assertThat(members.mails())
        .extracting(OutboxMail::kind)
        .containsExactly(MailKind.ACCOUNT_DELETED);
  }
}
