package accounts.confirmpasswordreset;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.InMemoryAccountStore;
import accounts.account.MeanwhileAccountStore;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.http.TokenOwner;
import accounts.language.Language;
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.metrics.RecordingMetrics;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
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

class ConfirmPasswordResetHandlerTest {
  private static final String NEW = "tomorrow is another day";
  private static final String REFUSED =
      "{\"error\":\"The token is wrong, has expired or was used before\","
          + "\"code\":\"TOKEN_INVALID\"}";

  private final SecureRandom random = new SecureRandom();
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final InMemoryAccountStore accounts = new InMemoryAccountStore(members, sessions, clock);
  private final MeanwhileAccountStore store = new MeanwhileAccountStore(accounts);
  private final CountingHasher hasher = new CountingHasher();
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final ConfirmPasswordResetHandler handler =
      new ConfirmPasswordResetHandler(
          new ConfirmPasswordReset(new TokenOwner(members), store, hasher, clock, metrics),
          new CrossSite(Set.of()),
          new RequestLog(log::add));
  private final Member alice = Members.active("alice@example.com", "alice", clock.instant());

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private static APIGatewayProxyRequestEvent event() {
    return Events.request("confirm-password-reset");
  }

  private APIGatewayProxyResponseEvent call(String token, String password) {
    return call(
        event().withBody("{\"token\":\"" + token + "\",\"newPassword\":\"" + password + "\"}"));
  }

  /** A token that was mailed to the member, as stored. */
  private String mailed(Member member) {
    members.put(member);
    SecretToken token = SecretToken.create(member.id(), random);
    OutboxMail mail =
        OutboxMail.passwordReset(
            member.id().value(),
            token.reveal(),
            member.email().address(),
            Language.ENGLISH,
            clock.instant());
    accounts.requestReset(member, PasswordReset.by(token, clock.instant()), mail);
    members.mails().clear();
    return token.reveal();
  }

  private boolean has(String password) {
    return hasher.matches(Password.of(password), stored().passwordHash());
  }

  private Member stored() {
    return members.find(alice.id()).orElseThrow();
  }

  private void assertRefused(APIGatewayProxyResponseEvent response) {
    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody()).isEqualTo(REFUSED);
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void confirm_sampleEvent_isRefusedLikeAnyWrongTokenAndCostsNoHash() {
    assertRefused(call(event()));

    mailed(alice);
    assertRefused(call(event()));
    assertThat(hasher.runs).isZero();
  }

  @Test
  void confirm_rightToken_changesThePasswordOnceAndEndsEverySession() {
    String token = mailed(alice);
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

    APIGatewayProxyResponseEvent response = call(" " + token + " ", NEW);

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"message\":\"The password was changed\"}");
    assertThat(has(NEW)).isTrue();
    assertThat(has(Members.PASSWORD)).isFalse();
    assertThat(sessions.sessions()).isEmpty();
    assertThat(members.mails())
        .singleElement()
        .satisfies(
            mail -> {
              assertThat(mail.kind()).isEqualTo(MailKind.PASSWORD_CHANGED);
              assertThat(mail.to()).isEqualTo("alice@example.com");
            });
    assertThat(metrics.counted()).containsExactly("PasswordResets");
    assertThat(call(token, "yet another password").getBody()).isEqualTo(REFUSED);
    assertThat(has(NEW)).isTrue();
    assertThat(String.join("\n", log)).doesNotContain(token).doesNotContain(NEW);
  }

  @Test
  void confirm_pendingMember_staysPending() {
    String token = mailed(Members.with(alice, MemberStatus.PENDING));

    assertThat(call(token, NEW).getStatusCode()).isEqualTo(200);
    assertThat(stored().status()).isEqualTo(MemberStatus.PENDING);
    assertThat(has(NEW)).isTrue();
  }

  @Test
  void confirm_wrongExpiredReplacedOrDisabled_areAnsweredAlike() {
    String replaced = mailed(alice);
    String token = mailed(alice);

    assertRefused(call(replaced, NEW));
    assertRefused(call("x", NEW));
    assertRefused(call(token.substring(1), NEW));
    assertRefused(call(SecretToken.create(alice.id(), random).reveal(), NEW));
    members.put(Members.with(alice, MemberStatus.DISABLED));
    assertRefused(call(token, NEW));
    members.put(alice);
    clock.advance(Duration.ofMinutes(30));
    assertRefused(call(token, NEW));
    assertThat(hasher.runs).isZero();
    assertThat(has(Members.PASSWORD)).isTrue();
  }

  @Test
  void confirm_justBeforeItExpires_succeeds() {
    String token = mailed(alice);
    clock.advance(Duration.ofMinutes(30).minusSeconds(1));

    assertThat(call(token, NEW).getStatusCode()).isEqualTo(200);
  }

  @Test
  void confirm_passwordThatIsNotAccepted_leavesTheTokenGood() {
    String token = mailed(alice);

    APIGatewayProxyResponseEvent response = call(token, "1234567");
    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody()).contains("\"code\":\"INVALID_FIELD\",\"field\":\"newPassword\"");
    assertThat(call("x", "1234567").getBody()).contains("INVALID_FIELD");
    assertThat(call("x", "iloveyou").getBody()).contains("most used", "INVALID_FIELD");
    assertThat(call(token, "Alice@example.com").getBody())
        .contains("\"code\":\"INVALID_FIELD\",\"field\":\"newPassword\"");
    // Whose address it is, is told to nobody without the token.
    assertRefused(call(SecretToken.create(alice.id(), random).reveal(), "Alice@example.com"));

    assertThat(call(token, NEW).getStatusCode()).isEqualTo(200);
  }

  @Test
  void confirm_hashRenewedMeanwhile_succeeds() {
    String token = mailed(alice);
    PasswordHash renewed = Members.HASHER.hash(Password.of(Members.PASSWORD));
    store.once(() -> members.replacePasswordHash(alice.id(), alice.passwordHash(), renewed));

    assertThat(call(token, NEW).getStatusCode()).isEqualTo(200);
    assertThat(has(NEW)).isTrue();
  }

  @Test
  void confirm_confirmedOrDisabledMeanwhile_isRefused() {
    String token = mailed(alice);
    store.once(() -> call(token, "the other one"));
    assertThat(call(token, NEW).getBody()).isEqualTo(REFUSED);
    assertThat(has("the other one")).isTrue();

    String second = mailed(alice);
    store.once(() -> members.put(Members.with(alice, MemberStatus.DISABLED)));
    assertThat(call(second, NEW).getBody()).isEqualTo(REFUSED);
    assertThat(has(NEW)).isFalse();
  }

  @Test
  void confirm_memberWhoChangesAllTheTime_is503AndTheTokenStaysGood() {
    String token = mailed(alice);
    store.always(
        () ->
            members.replacePasswordHash(
                alice.id(),
                stored().passwordHash(),
                Members.HASHER.hash(Password.of(Members.PASSWORD))));

    assertThat(call(token, NEW).getStatusCode()).isEqualTo(503);

    store.always(() -> {});
    assertThat(call(token, NEW).getStatusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void confirm_tableDownAtEachStep_is503AndTheTokenStaysGood(int calls) {
    String token = mailed(alice);
    accounts.faults().failAfter(calls);

    assertThat(call(token, NEW).getStatusCode()).isEqualTo(503);
    assertThat(has(Members.PASSWORD)).isTrue();
    assertThat(metrics.counted()).isEmpty();

    accounts.faults().recover();
    assertThat(call(token, NEW).getStatusCode()).isEqualTo(200);
  }

  @Test
  void prime_isAResetOfNobodyWithTheHash() {
    handler.prime(new Nobody(clock, random));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":400,\"code\":\"TOKEN_INVALID\"");
    assertThat(hasher.runs).isEqualTo(1);
    assertThat(members.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-token, 400, REQUIRED_FIELD",
    "short-password, 400, INVALID_FIELD",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response = call(Events.request("confirm-password-reset-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }

  /** Counts the hashes that were computed to be stored. */
  private static final class CountingHasher implements PasswordHasher {
    private int runs;

    @Override
    public PasswordHash hash(Password password) {
      runs++;
      return Members.HASHER.hash(password);
    }

    @Override
    public boolean matches(Password password, PasswordHash hash) {
      return Members.HASHER.matches(password, hash);
    }

    @Override
    public boolean needsRehash(PasswordHash hash) {
      return Members.HASHER.needsRehash(hash);
    }

    @Override
    public void matchNothing(Password password) {
      throw new AssertionError("of no use here");
    }
  }
}
