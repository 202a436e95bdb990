package accounts.exportme;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.AccountStore.Change;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.InMemoryAccountStore;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.RequestLog;
import accounts.language.Language;
import accounts.mail.InMemoryMailOutbox;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Suppression;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.snapstart.Priming;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExportMeHandlerTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
  private static final String MEMBER =
      "{\"id\":\"019a0000-0000-7000-8000-000000000001\",\"email\":\"Alice@example.com\","
          + "\"nickname\":\"alice\",\"language\":\"en\",\"status\":\"ACTIVE\","
          + "\"createdAt\":\"2026-11-23T09:00:00.000Z\"";

  private final MutableClock clock = new MutableClock(NINE);
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final InMemoryMailOutbox outbox = new InMemoryMailOutbox(clock);
  private final InMemoryAccountStore accounts = new InMemoryAccountStore(members, sessions, clock);
  private final List<String> log = new ArrayList<>();
  private final Member alice = Members.ofEvents(NINE);
  private final ExportMeHandler handler =
      new ExportMeHandler(
          new ExportMe(new CurrentMember(members), sessions, outbox, accounts, clock),
          new CrossSite(Set.of()),
          new RequestLog(log::add));

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call() {
    return call(Events.request("export-me"));
  }

  private Session session(String id, Instant lastUsed, String userAgent) {
    return new Session(
        new SessionId(id),
        alice.id(),
        2,
        NINE,
        lastUsed,
        NINE.plus(Duration.ofDays(7)),
        userAgent,
        "203.0.113.0/24");
  }

  private OutboxMail codeMail() {
    return OutboxMail.verificationCode(
        alice.id().value(), "ABC123", "Alice@example.com", Language.KOREAN, clock.instant());
  }

  @Test
  void export_memberWithNothing_isTheMemberAndEmptyLists() {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"exportedAt\":\"2026-11-23T09:00:00.000Z\",\"member\":"
                + MEMBER
                + "},\"sessions\":[],\"mails\":[],\"formerEmails\":[]}");
    assertThat(String.join("\n", log)).doesNotContain("lice");
  }

  @Test
  void export_suppressedAddress_tellsWhy() {
    members.put(
        Members.suppressed(alice, new Suppression(Suppression.Reason.BOUNCE, NINE, "General")));

    assertThat(call().getBody())
        .contains(
            MEMBER
                + ",\"suppression\":{\"reason\":\"BOUNCE\","
                + "\"at\":\"2026-11-23T09:00:00.000Z\",\"type\":\"General\"}}");
  }

  @Test
  void export_sessions_newestUseFirstWithTheCurrentOneMarked() {
    members.put(alice);
    sessions.put(session("f".repeat(32), NINE.minusSeconds(1), "old"));
    sessions.put(session("00112233445566778899aabbccddeeff", NINE, "curl/8.14.1"));

    String body = call().getBody();

    assertThat(body)
        .contains(
            "\"sessions\":[{\"id\":\"00112233445566778899aabbccddeeff\","
                + "\"createdAt\":\"2026-11-23T09:00:00.000Z\","
                + "\"lastUsedAt\":\"2026-11-23T09:00:00.000Z\","
                + "\"expiresAt\":\"2026-11-30T09:00:00.000Z\",\"userAgent\":\"curl/8.14.1\","
                + "\"address\":\"203.0.113.0/24\",\"current\":true,\"generation\":2},"
                + "{\"id\":\"ffff");
    assertThat(body).containsOnlyOnce("\"current\":true").contains("\"current\":false");
  }

  @Test
  void export_everythingElse_withoutCredentials() {
    SecretToken resetToken = SecretToken.create(alice.id(), RANDOM);
    SecretToken undoToken = SecretToken.create(alice.id(), RANDOM);
    members.put(alice);
    OutboxMail mail = codeMail();
    outbox.add(mail);
    EmailChange toNew = EmailChange.to(new Email("New@example.com"), clock.instant());
    FormerEmail former = FormerEmail.of(alice.email(), undoToken, clock.instant());
    assertThat(accounts.requestEmailChange(alice, toNew, mail)).isEqualTo(Change.DONE);
    assertThat(accounts.confirmEmailChange(alice, toNew, former, mail)).isEqualTo(Change.DONE);
    Member changed = members.find(alice.id()).orElseThrow();
    accounts.requestReset(changed, PasswordReset.by(resetToken, clock.instant()), mail);
    EmailChange third = EmailChange.to(new Email("third@example.com"), clock.instant());
    accounts.requestEmailChange(changed, third, mail);

    String body = call().getBody();

    assertThat(body)
        .contains(
            "\"email\":\"New@example.com\"",
            "\"mails\":[{\"id\":\""
                + mail.id().value()
                + "\",\"kind\":\"VERIFY_EMAIL\",\"to\":\"Alice@example.com\","
                + "\"language\":\"ko\",\"state\":\"WAITING\","
                + "\"createdAt\":\"2026-11-23T09:00:00.000Z\"}]",
            "\"passwordReset\":{\"requestedAt\":\"2026-11-23T09:00:00.000Z\","
                + "\"expiresAt\":\"2026-11-23T09:30:00.000Z\"}",
            "\"emailChange\":{\"email\":\"third@example.com\","
                + "\"requestedAt\":\"2026-11-23T09:00:00.000Z\","
                + "\"expiresAt\":\"2026-11-23T10:00:00.000Z\"}",
            "\"formerEmails\":[{\"email\":\"Alice@example.com\","
                + "\"changedAt\":\"2026-11-23T09:00:00.000Z\","
                + "\"undoUntil\":\"2026-11-30T09:00:00.000Z\"}]");
    assertThat(body)
        .doesNotContain(alice.passwordHash().value())
        .doesNotContain("bcrypt")
        .doesNotContain("ABC123")
        .doesNotContain(resetToken.digest())
        .doesNotContain(resetToken.reveal())
        .doesNotContain(undoToken.digest())
        .doesNotContain(undoToken.reveal());
  }

  /** Lambda's quota for an answer is 6 MB, of the JSON in which the body is a text. */
  @Test
  void export_twoThousandSessionsOfTheLongestKind_isBelowLambdasQuota() {
    members.put(alice);
    for (int i = 0; i < 2000; i++) {
      // Twice as long in the answer's JSON, and again in Lambda's.
      sessions.put(session("%032x".formatted(i), NINE, "\"".repeat(256)));
    }

    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(200);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    LambdaEventSerializers.serializerFor(
            APIGatewayProxyResponseEvent.class, ExportMeHandlerTest.class.getClassLoader())
        .toJson(response, json);
    assertThat(json.size()).isBetween(2_000_000, 6_000_000);
  }

  @Test
  void export_memberGone_is401() {
    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = MemberStatus.class,
      names = {"PENDING", "DISABLED"})
  void export_notActive_is401(MemberStatus status) {
    members.put(Members.with(alice, status));

    assertThat(call().getStatusCode()).isEqualTo(401);
  }

  @Test
  void export_aStoreDown_is503AndNothingOfTheRest() {
    members.put(alice);
    outbox.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(response.getBody()).doesNotContain("lice");
  }

  @Test
  void prime_readsWhatThereIsOfNobody() {
    Priming.run(() -> handler.prime(new Nobody(clock, RANDOM)));
    assertThat(log).isEmpty();

    members.faults().failAfter(0);
    Priming.run(() -> handler.prime(new Nobody(clock, RANDOM)));
    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"level\":\"WARN\",\"event\":\"priming\"", "503");
  }

  @ParameterizedTest
  @CsvSource({"no-authorizer, 401, ACCESS_TOKEN_REQUIRED", "post, 405, METHOD_NOT_ALLOWED"})
  void badSampleEvents_areRefused(String event, int status, String code) {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call(Events.request("export-me-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }
}
