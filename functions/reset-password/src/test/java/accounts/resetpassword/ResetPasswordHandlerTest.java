package accounts.resetpassword;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.InMemoryAccountStore;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.http.CrossSite;
import accounts.http.RateLimit;
import accounts.http.RequestLog;
import accounts.language.Language;
import accounts.limit.InMemoryRateLimiter;
import accounts.limit.RateLimits;
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
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
import org.junit.jupiter.params.provider.EnumSource;

class ResetPasswordHandlerTest {
  private static final String ANSWER =
      "{\"message\":\"If there is an account with this email address, a mail with further steps is"
          + " on its way\"}";

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemoryAccountStore accounts =
      new InMemoryAccountStore(members, new InMemorySessionStore(members, clock), clock);
  private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);
  private final List<String> log = new ArrayList<>();
  private final ResetPasswordHandler handler =
      new ResetPasswordHandler(
          new ResetPassword(
              RateLimit.ofMails(limiter, RateLimits.DEFAULT),
              members,
              accounts,
              clock,
              new SecureRandom()),
          new CrossSite(Set.of()),
          new RequestLog(log::add));
  private final Member alice = Members.active("Alice@example.com", "alice", clock.instant());

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private static APIGatewayProxyRequestEvent event() {
    return Events.request("reset-password");
  }

  @ParameterizedTest
  @EnumSource(names = {"ACTIVE", "PENDING"})
  void reset_sampleEvent_mailsATokenOfWhichTheDigestIsStored(MemberStatus status) {
    members.put(Members.with(alice, status));

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo(ANSWER);
    OutboxMail mail = members.mails().getFirst();
    assertThat(mail.kind()).isEqualTo(MailKind.PASSWORD_RESET);
    assertThat(mail.to()).isEqualTo("Alice@example.com");
    SecretToken token =
        SecretToken.parse(String.valueOf(mail.parameters().get("token"))).orElseThrow();
    assertThat(token.member()).isEqualTo(alice.id());
    PasswordReset reset = accounts.findReset(alice.id()).orElseThrow();
    assertThat(token.hasDigest(reset.digest())).isTrue();
    assertThat(reset.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(30)));
    assertThat(String.join("\n", log)).doesNotContain(token.reveal()).doesNotContain("lice@");
  }

  @Test
  void reset_askedForAgainAfterAMinute_replacesTheToken() {
    members.put(alice);
    call(event());
    // Within a minute the first stands: a stranger must not be able to make it worthless.
    call(event());
    clock.advance(Duration.ofMinutes(1));
    call(event());

    PasswordReset reset = accounts.findReset(alice.id()).orElseThrow();
    assertThat(members.mails())
        .extracting(m -> SecretToken.parse(String.valueOf(m.parameters().get("token"))))
        .extracting(token -> token.orElseThrow().hasDigest(reset.digest()))
        .containsExactly(false, true);
  }

  @Test
  void reset_language_isTheRequestsElseTheMembers() {
    members.put(alice);
    call(event());
    clock.advance(Duration.ofMinutes(1));
    call(Events.withHeader(event(), "Accept-Language", "ko"));

    assertThat(members.mails())
        .extracting(OutboxMail::language)
        .containsExactly(Language.ENGLISH, Language.KOREAN);
  }

  @Test
  void reset_unknownImpossibleOrDisabled_isTheSameAnswerAndNoMail() {
    assertThat(call(event()).getBody()).isEqualTo(ANSWER);
    assertThat(call(event().withBody("{\"email\":\"nobody\"}")).getBody()).isEqualTo(ANSWER);
    members.put(Members.with(alice, MemberStatus.DISABLED));
    clock.advance(Duration.ofMinutes(1));
    assertThat(call(event()).getBody()).isEqualTo(ANSWER);

    assertThat(members.mails()).isEmpty();
    assertThat(accounts.findReset(alice.id())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void reset_asOftenAsAMailboxGetsMail_isTheSameWhetherThereIsSuchAMemberOrNot(boolean known) {
    if (known) {
      members.put(alice);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(call(event()).getBody()).isEqualTo(ANSWER);
      assertTooMany(call(event()), i < 4 ? 60 : 3600 - 240);
      clock.advance(Duration.ofMinutes(1));
    }
    assertTooMany(call(event()), 3600 - 300);

    clock.advance(Duration.ofMinutes(55));
    assertThat(call(event()).getBody()).isEqualTo(ANSWER);
    assertThat(members.mails()).hasSize(known ? 6 : 0);
  }

  private static void assertTooMany(APIGatewayProxyResponseEvent response, int seconds) {
    assertThat(response.getStatusCode()).isEqualTo(429);
    assertThat(response.getHeaders()).containsEntry("Retry-After", Integer.toString(seconds));
    assertThat(response.getBody())
        .isEqualTo(
            "{\"error\":\"Too many requests. Please try again later\","
                + "\"code\":\"TOO_MANY_REQUESTS\",\"retryAfterSeconds\":%d}".formatted(seconds));
  }

  @Test
  void reset_nobodyCanCount_is503AndNoMail() {
    members.put(alice);
    limiter.faults().failAfter(0);

    assertThat(call(event()).getStatusCode()).isEqualTo(503);
    assertThat(members.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void reset_tableDown_is503WhetherThereIsSuchAMemberOrNot(boolean known) {
    if (known) {
      members.put(alice);
    }
    members.faults().failAfter(0);
    assertThat(call(event()).getStatusCode()).isEqualTo(503);

    members.faults().recover();
    accounts.faults().failAfter(0);
    assertThat(call(event()).getStatusCode()).isEqualTo(503);
    assertThat(members.mails()).isEmpty();
    accounts.faults().recover();
    // What was not sent is not counted.
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void prime_isAResetOfNobody() {
    handler.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":200");
    assertThat(members.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-email, 400, REQUIRED_FIELD",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call(Events.request("reset-password-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(members.mails()).isEmpty();
  }
}
