package accounts.changepassword;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.EmailChange;
import accounts.account.InMemoryAccountStore;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.RequestLog;
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
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

class ChangePasswordHandlerTest {
  private static final String NEW = "a better horse and its battery";

  /** The session in the sample events' tokens. */
  private static final SessionId CURRENT = new SessionId("00112233445566778899aabbccddeeff");

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final InMemoryAccountStore accounts = new InMemoryAccountStore(members, sessions, clock);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final Member alice = Members.ofEvents(clock.instant());
  private final ChangePasswordHandler handler =
      new ChangePasswordHandler(
          new ChangePassword(new CurrentMember(members), Members.HASHER, accounts, clock, metrics),
          new CrossSite(Set.of()),
          new RequestLog(log::add));

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call() {
    return call(Events.request("change-password"));
  }

  /** Alice with the session of the events and another one. */
  private void aliceAndHerSessions() {
    members.put(alice);
    session(CURRENT);
    session(SessionId.create(new SecureRandom()));
  }

  private void session(SessionId id) {
    sessions.put(
        new Session(
            id,
            alice.id(),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(TokenLifetimes.DEFAULT.refresh()),
            "",
            ""));
  }

  private boolean isPassword(String password) {
    Member current = members.find(alice.id()).orElseThrow();
    return Members.HASHER.matches(Password.of(password), current.passwordHash());
  }

  private void assertUnchanged() {
    assertThat(isPassword(Members.PASSWORD)).isTrue();
    assertThat(sessions.sessions()).hasSize(2);
    assertThat(members.mails()).isEmpty();
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void change_sampleEvent_leavesTheCurrentSessionAndMails() {
    aliceAndHerSessions();

    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"message\":\"The password was changed\"}");
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(isPassword(NEW)).isTrue();
    assertThat(isPassword(Members.PASSWORD)).isFalse();
    assertThat(sessions.sessions()).containsOnlyKeys(CURRENT);
    assertThat(members.mails())
        .singleElement()
        .satisfies(
            mail -> {
              assertThat(mail.kind()).isEqualTo(MailKind.PASSWORD_CHANGED);
              assertThat(mail.to()).isEqualTo("Alice@example.com");
              assertThat(mail.parameters()).isEmpty();
            });
    assertThat(metrics.counted()).containsExactly("PasswordChanges");
    assertThat(String.join("\n", log)).doesNotContain("lice").doesNotContain("horse");
  }

  @Test
  void change_tokenWithoutASession_endsThemAll() {
    aliceAndHerSessions();
    APIGatewayProxyRequestEvent event = Events.request("change-password");
    event.getRequestContext().getAuthorizer().remove("sessionId");

    assertThat(call(event).getStatusCode()).isEqualTo(200);

    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void change_whatWasAskedForBefore_isForgotten() {
    aliceAndHerSessions();
    OutboxMail mail =
        OutboxMail.passwordChanged(
            alice.id().value(), alice.email().address(), alice.language(), clock.instant());
    SecretToken token = SecretToken.create(alice.id(), new SecureRandom());
    accounts.requestReset(alice, PasswordReset.by(token, clock.instant()), mail);
    accounts.requestEmailChange(
        alice, EmailChange.to(new Email("thief@example.com"), clock.instant()), mail);

    assertThat(call().getStatusCode()).isEqualTo(200);

    assertThat(accounts.findReset(alice.id())).isEmpty();
    assertThat(accounts.findEmailChange(alice.id())).isEmpty();
  }

  @Test
  void change_wrongPassword_is403() {
    aliceAndHerSessions();

    APIGatewayProxyResponseEvent response =
        call(
            Events.request("change-password")
                .withBody("{\"password\":\"wrong\",\"newPassword\":\"" + NEW + "\"}"));

    assertThat(response.getStatusCode()).isEqualTo(403);
    assertThat(response.getBody())
        .isEqualTo("{\"error\":\"비밀번호가 틀렸습니다\",\"code\":\"WRONG_PASSWORD\"}");
    assertUnchanged();
  }

  @Test
  void change_newPasswordNotAccepted_is400NamingTheFieldWhateverThePassword() {
    aliceAndHerSessions();

    APIGatewayProxyResponseEvent response =
        call(
            Events.request("change-password")
                .withBody("{\"password\":\"wrong\",\"newPassword\":\"seven77\"}"));

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody())
        .contains("\"code\":\"INVALID_FIELD\"", "\"field\":\"newPassword\"");
    assertUnchanged();
  }

  @ParameterizedTest
  @CsvSource({"iloveyou, most used", "ALICE@example.com, email address"})
  void change_newPasswordThatIsGuessedFirst_is400SayingWhy(String password, String why) {
    aliceAndHerSessions();

    APIGatewayProxyResponseEvent response =
        call(
            Events.withHeader(Events.request("change-password"), "Accept-Language", "en")
                .withBody(
                    "{\"password\":\""
                        + Members.PASSWORD
                        + "\",\"newPassword\":\""
                        + password
                        + "\"}"));

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody())
        .contains(why, "\"code\":\"INVALID_FIELD\"", "\"field\":\"newPassword\"");
    assertUnchanged();
  }

  @ParameterizedTest
  @EnumSource(
      value = MemberStatus.class,
      names = {"PENDING", "DISABLED"})
  void change_notActive_is401(MemberStatus status) {
    aliceAndHerSessions();
    members.put(Members.with(alice, status));

    APIGatewayProxyResponseEvent response = call();

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertUnchanged();
  }

  @Test
  void change_passwordChangedMeanwhile_is403AndTheOtherOneStands() {
    aliceAndHerSessions();
    Member changed =
        Members.withCredentials(
            alice, alice.email(), Members.HASHER.hash(Password.of("another password")));
    accounts.faults().disturbAfter(0, () -> members.put(changed));

    assertThat(call().getStatusCode()).isEqualTo(403);

    assertThat(isPassword("another password")).isTrue();
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void change_hashRenewedMeanwhile_isTriedAgain() {
    aliceAndHerSessions();
    Member renewed =
        Members.withCredentials(
            alice, alice.email(), Members.HASHER.hash(Password.of(Members.PASSWORD)));
    accounts.faults().disturbAfter(0, () -> members.put(renewed));

    assertThat(call().getStatusCode()).isEqualTo(200);

    assertThat(isPassword(NEW)).isTrue();
    assertThat(members.mails()).hasSize(1);
  }

  @Test
  void change_tableDown_is503AndTheSameCallSucceedsLater() {
    aliceAndHerSessions();
    accounts.faults().failAfter(0);

    assertThat(call().getStatusCode()).isEqualTo(503);
    assertUnchanged();

    accounts.faults().recover();
    assertThat(call().getStatusCode()).isEqualTo(200);
  }

  @Test
  void prime_changesNobody() {
    aliceAndHerSessions();

    Priming.run(() -> handler.prime(new Nobody(clock, new SecureRandom())));

    assertUnchanged();
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-new-password, 400, REQUIRED_FIELD",
    "short-new-password, 400, INVALID_FIELD",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "no-authorizer, 401, ACCESS_TOKEN_REQUIRED",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    aliceAndHerSessions();

    APIGatewayProxyResponseEvent response = call(Events.request("change-password-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertUnchanged();
  }
}
