package accounts.undoemailchange;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.AccountStore.Change;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.InMemoryAccountStore;
import accounts.account.MeanwhileAccountStore;
import accounts.account.SecretToken;
import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.http.TokenOwner;
import accounts.language.Language;
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.metrics.RecordingMetrics;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
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

class UndoEmailChangeHandlerTest {
  private static final String NEW = "tomorrow is another day";
  private static final String RESTORED = "{\"email\":\"Alice@example.com\"}";
  private static final String REFUSED =
      "{\"error\":\"The token is wrong, has expired or was used before\","
          + "\"code\":\"TOKEN_INVALID\"}";

  private final SecureRandom random = new SecureRandom();
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final InMemoryAccountStore accounts = new InMemoryAccountStore(members, sessions, clock);
  private final MeanwhileAccountStore store = new MeanwhileAccountStore(accounts);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final UndoEmailChangeHandler handler =
      new UndoEmailChangeHandler(
          new UndoEmailChange(new TokenOwner(members), store, Members.HASHER, clock, metrics),
          new CrossSite(Set.of()),
          new RequestLog(log::add));
  private final Member alice = Members.active("Alice@example.com", "alice", clock.instant());

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent call(String body) {
    return call(Events.request("undo-email-change").withBody(body));
  }

  private APIGatewayProxyResponseEvent undo(String token) {
    return call("{\"token\":\"" + token + "\"}");
  }

  private APIGatewayProxyResponseEvent undo(String token, String password) {
    return call("{\"token\":\"" + token + "\",\"newPassword\":\"" + password + "\"}");
  }

  private Member stored() {
    return members.find(alice.id()).orElseThrow();
  }

  /** Changes alice's address, at a time of its own, to the token that was mailed to the old one. */
  private String changed(String email) {
    clock.advance(Duration.ofSeconds(1));
    Member member = stored();
    EmailChange change = EmailChange.to(new Email(email), clock.instant());
    OutboxMail mail =
        OutboxMail.passwordChanged(member.id().value(), email, Language.ENGLISH, clock.instant());
    assertThat(accounts.requestEmailChange(member, change, mail)).isEqualTo(Change.DONE);
    SecretToken token = SecretToken.create(member.id(), random);
    FormerEmail former = FormerEmail.of(member.email(), token, clock.instant());
    assertThat(accounts.confirmEmailChange(member, change, former, mail)).isEqualTo(Change.DONE);
    members.mails().clear();
    return token.reveal();
  }

  private boolean has(String password) {
    return Members.HASHER.matches(Password.of(password), stored().passwordHash());
  }

  @Test
  void undo_sampleEvent_isRefusedLikeAnyWrongToken() {
    APIGatewayProxyResponseEvent response = call(Events.request("undo-email-change"));

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody()).isEqualTo(REFUSED);
  }

  @Test
  void undo_rightToken_givesTheAddressBackOnceAndEndsEverySession() {
    members.put(alice);
    String token = changed("thief@example.org");
    sessions.put(
        new Session(
            SessionId.create(random),
            alice.id(),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            "",
            ""));

    APIGatewayProxyResponseEvent response = undo(" " + token);

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo(RESTORED);
    assertThat(Members.unversioned(stored())).isEqualTo(Members.unversioned(alice));
    assertThat(sessions.sessions()).isEmpty();
    assertThat(members.mails()).isEmpty();
    assertThat(metrics.counted()).containsExactly("EmailChangesUndone");
    assertThat(undo(token).getBody()).isEqualTo(REFUSED);
    assertThat(String.join("\n", log)).doesNotContain(token).doesNotContain("@");
  }

  @Test
  void undo_withANewPassword_setsItAndTellsTheOldAddress() {
    members.put(alice);
    String token = changed("thief@example.org");

    assertThat(undo(token, NEW).getBody()).isEqualTo(RESTORED);

    assertThat(has(NEW)).isTrue();
    assertThat(members.mails())
        .singleElement()
        .satisfies(
            mail -> {
              assertThat(mail.kind()).isEqualTo(MailKind.PASSWORD_CHANGED);
              assertThat(mail.to()).isEqualTo("Alice@example.com");
            });
  }

  @Test
  void undo_ofTheFirstOfTwoChanges_voidsTheSecond() {
    members.put(alice);
    String first = changed("second@example.org");
    String second = changed("third@example.org");

    assertThat(undo(first).getBody()).isEqualTo(RESTORED);
    assertThat(undo(second).getBody()).isEqualTo(REFUSED);
  }

  @Test
  void undo_ofTheSecondOfTwoChanges_leavesTheFirst() {
    members.put(alice);
    String first = changed("second@example.org");
    String second = changed("third@example.org");

    assertThat(undo(second).getBody()).isEqualTo("{\"email\":\"second@example.org\"}");
    assertThat(undo(first).getBody()).isEqualTo(RESTORED);
  }

  @Test
  void undo_wrongExpiredOrDisabled_areAnsweredAlike() {
    members.put(alice);
    String token = changed("thief@example.org");

    assertThat(undo("x").getBody()).isEqualTo(REFUSED);
    assertThat(undo(SecretToken.create(alice.id(), random).reveal()).getBody()).isEqualTo(REFUSED);
    Member thief = stored();
    members.put(Members.with(thief, MemberStatus.DISABLED));
    assertThat(undo(token).getBody()).isEqualTo(REFUSED);
    members.put(thief);
    clock.advance(Duration.ofDays(7));
    assertThat(undo(token).getBody()).isEqualTo(REFUSED);
    assertThat(stored()).isEqualTo(thief);
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void undo_justBeforeItExpires_succeeds() {
    members.put(alice);
    String token = changed("thief@example.org");
    clock.advance(Duration.ofDays(7).minusSeconds(1));

    assertThat(undo(token).getBody()).isEqualTo(RESTORED);
  }

  @Test
  void undo_passwordThatIsNotAccepted_leavesTheTokenGood() {
    members.put(alice);
    String token = changed("thief@example.org");

    assertThat(undo(token, "1234567").getBody())
        .contains("\"code\":\"INVALID_FIELD\",\"field\":\"newPassword\"");
    assertThat(undo(token, "").getBody())
        .contains("\"code\":\"REQUIRED_FIELD\",\"field\":\"newPassword\"");
    assertThat(undo(token, "iloveyou").getBody())
        .contains("most used", "\"code\":\"INVALID_FIELD\",\"field\":\"newPassword\"");
    assertThat(undo(token, "Alice@example.com").getBody())
        .contains("\"code\":\"INVALID_FIELD\",\"field\":\"newPassword\"");

    assertThat(undo(token, NEW).getBody()).isEqualTo(RESTORED);
  }

  @Test
  void undo_hashRenewedMeanwhile_succeeds() {
    members.put(alice);
    String token = changed("thief@example.org");
    PasswordHash renewed = Members.HASHER.hash(Password.of(Members.PASSWORD));
    store.once(() -> members.replacePasswordHash(alice.id(), alice.passwordHash(), renewed));

    assertThat(undo(token).getBody()).isEqualTo(RESTORED);
    assertThat(stored().passwordHash()).isEqualTo(renewed);
  }

  @Test
  void undo_addressChangedOnceMoreMeanwhile_undoesThatToo() {
    members.put(alice);
    String token = changed("thief@example.org");
    store.once(() -> changed("hidden@example.org"));

    assertThat(undo(token).getBody()).isEqualTo(RESTORED);
    assertThat(stored().email()).isEqualTo(alice.email());
  }

  @Test
  void undo_undoneMeanwhile_isRefused() {
    members.put(alice);
    String token = changed("thief@example.org");
    store.once(() -> undo(token, "the other one"));

    assertThat(undo(token, NEW).getBody()).isEqualTo(REFUSED);
    assertThat(has("the other one")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void undo_tableDownAtEachStep_is503AndTheTokenStaysGood(int calls) {
    members.put(alice);
    String token = changed("thief@example.org");
    accounts.faults().failAfter(calls);

    assertThat(undo(token, NEW).getStatusCode()).isEqualTo(503);
    assertThat(has(NEW)).isFalse();
    assertThat(metrics.counted()).isEmpty();

    accounts.faults().recover();
    assertThat(undo(token, NEW).getBody()).isEqualTo(RESTORED);
  }

  @Test
  void prime_isAnUndoOfNobody() {
    handler.prime(new Nobody(clock, random));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":400,\"code\":\"TOKEN_INVALID\"");
    assertThat(members.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-token, 400, REQUIRED_FIELD",
    "short-password, 400, INVALID_FIELD",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response = call(Events.request("undo-email-change-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }
}
