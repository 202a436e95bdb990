package accounts.confirmemailchange;

import static accounts.code.CodePurpose.CHANGE_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.InMemoryAccountStore;
import accounts.account.MeanwhileAccountStore;
import accounts.account.SecretToken;
import accounts.code.CodePurpose;
import accounts.code.CodeStore;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.code.InMemoryCodeStore;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.RequestLog;
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
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmEmailChangeHandlerTest {
  private static final Email WANTED = new Email("Alice@example.org");
  private static final String REFUSED =
      "{\"error\":\"an incorrect or expired verification code\",\"code\":\"CODE_INVALID\"}";

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemoryAccountStore accounts =
      new InMemoryAccountStore(members, new InMemorySessionStore(members, clock), clock);
  private final MeanwhileAccountStore store = new MeanwhileAccountStore(accounts);
  private final InMemoryCodeStore codeStore = new InMemoryCodeStore(clock);
  private final Codes codes = new Codes(codeStore, new SecureRandom());
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final ConfirmEmailChangeHandler handler =
      new ConfirmEmailChangeHandler(
          new ConfirmEmailChange(
              new CurrentMember(members), codes, store, clock, new SecureRandom(), metrics),
          new CrossSite(Set.of()),
          new RequestLog(log::add));
  private final Member alice = Members.active("alice@example.com", "alice", clock.instant());

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  /** The sample event, sent by alice. */
  private APIGatewayProxyRequestEvent event() {
    APIGatewayProxyRequestEvent event = Events.request("confirm-email-change");
    event.getRequestContext().setAuthorizer(Map.of("userId", alice.id().value()));
    return event;
  }

  private APIGatewayProxyResponseEvent call(String code) {
    return call(event().withBody("{\"code\":\"" + code + "\"}"));
  }

  /** The code that was mailed for a change of alice's. */
  private String asked(Email wanted) {
    members.put(alice);
    String code = codes.issue(CodeUse.of(CHANGE_EMAIL, alice, wanted)).reveal();
    OutboxMail mail =
        OutboxMail.emailChangeCode(
            alice.id().value(), code, wanted.address(), Language.ENGLISH, clock.instant());
    accounts.requestEmailChange(alice, EmailChange.to(wanted, clock.instant()), mail);
    members.mails().clear();
    return code;
  }

  private Member stored() {
    return members.find(alice.id()).orElseThrow();
  }

  @Test
  void confirm_sampleEvent_isRefusedLikeAnyWrongCode() {
    members.put(alice);
    APIGatewayProxyResponseEvent response = call(event());
    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody()).isEqualTo(REFUSED);

    asked(WANTED);
    assertThat(call(event()).getBody()).isEqualTo(REFUSED);
    assertThat(Members.unversioned(stored())).isEqualTo(Members.unversioned(alice));
  }

  @Test
  void confirm_rightCodeInLowerCase_changesTheAddressOnceAndTellsTheOld() {
    String code = asked(WANTED);

    APIGatewayProxyResponseEvent response = call(" " + code.toLowerCase(Locale.ROOT));

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"email\":\"Alice@example.org\"}");
    assertThat(stored().email()).isEqualTo(WANTED);
    assertThat(metrics.counted()).containsExactly("EmailChanges");
    OutboxMail mail = members.mails().getFirst();
    assertThat(mail.kind()).isEqualTo(MailKind.EMAIL_CHANGED);
    assertThat(mail.to()).isEqualTo("alice@example.com");
    assertThat(mail.parameters()).containsEntry("newEmail", "A***@example.org");
    FormerEmail former = accounts.formerEmails(alice.id()).getFirst();
    assertThat(former.email()).isEqualTo(alice.email());
    assertThat(former.undoUntil()).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
    SecretToken undo =
        SecretToken.parse(String.valueOf(mail.parameters().get("token"))).orElseThrow();
    assertThat(undo.member()).isEqualTo(alice.id());
    assertThat(undo.hasDigest(former.digest())).isTrue();
    assertThat(call(code).getBody()).isEqualTo(REFUSED);
    assertThat(String.join("\n", log)).doesNotContain(undo.reveal()).doesNotContain("lice@");
  }

  @Test
  void confirm_codeForAnotherAddressOrPurpose_isRefused() {
    String first = asked(new Email("first@example.org"));
    asked(WANTED);
    assertThat(call(first).getBody()).isEqualTo(REFUSED);

    String other = codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, alice, WANTED)).reveal();
    assertThat(call(other).getBody()).isEqualTo(REFUSED);
    assertThat(Members.unversioned(stored())).isEqualTo(Members.unversioned(alice));
  }

  @Test
  void confirm_expiredOrTriedTooOften_isRefused() {
    String code = asked(WANTED);
    clock.advance(Duration.ofHours(1));
    assertThat(call(code).getBody()).isEqualTo(REFUSED);

    String second = asked(WANTED);
    for (int i = 0; i < 5; i++) {
      call("WRONG1");
    }
    assertThat(call(second).getBody()).isEqualTo(REFUSED);
    assertThat(Members.unversioned(stored())).isEqualTo(Members.unversioned(alice));
  }

  @Test
  void confirm_justBeforeItExpires_succeeds() {
    String code = asked(WANTED);
    clock.advance(Duration.ofHours(1).minusSeconds(1));

    assertThat(call(code).getStatusCode()).isEqualTo(200);
  }

  @Test
  void confirm_addressTakenMeanwhile_is409AndTheCodeIsGivenBack() {
    String code = asked(WANTED);
    Member bob = Members.active(WANTED.address(), "bob", clock.instant());
    members.put(bob);

    for (int i = 0; i < 2; i++) {
      APIGatewayProxyResponseEvent response = call(code);
      assertThat(response.getStatusCode()).isEqualTo(409);
      assertThat(response.getBody())
          .isEqualTo("{\"error\":\"Email is already registered\",\"code\":\"EMAIL_TAKEN\"}");
    }
    assertThat(members.mails()).isEmpty();
    assertThat(metrics.counted()).isEmpty();

    members.remove(bob.id());
    assertThat(call(code).getStatusCode()).isEqualTo(200);
  }

  @Test
  void confirm_hashRenewedMeanwhile_succeeds() {
    String code = asked(WANTED);
    PasswordHash renewed = Members.HASHER.hash(Password.of(Members.PASSWORD));
    store.once(() -> members.replacePasswordHash(alice.id(), alice.passwordHash(), renewed));

    assertThat(call(code).getStatusCode()).isEqualTo(200);
    assertThat(stored().email()).isEqualTo(WANTED);
    assertThat(stored().passwordHash()).isEqualTo(renewed);
  }

  @Test
  void confirm_passwordChangedMeanwhile_isRefused() {
    String code = asked(WANTED);
    store.once(
        () ->
            accounts.changePassword(
                alice,
                Members.HASHER.hash(Password.of("another password")),
                Optional.empty(),
                OutboxMail.passwordChanged(
                    alice.id().value(), "alice@example.com", Language.ENGLISH, clock.instant())));

    assertThat(call(code).getBody()).isEqualTo(REFUSED);
    assertThat(stored().email()).isEqualTo(alice.email());
  }

  @Test
  void confirm_anotherAddressAskedForMeanwhile_isRefusedAndItsCodeStaysGood() {
    String code = asked(WANTED);
    String[] newer = {""};
    store.once(() -> newer[0] = asked(new Email("newer@example.org")));

    assertThat(call(code).getBody()).isEqualTo(REFUSED);
    assertThat(call(newer[0]).getBody()).isEqualTo("{\"email\":\"newer@example.org\"}");
  }

  @Test
  void confirm_disabledMeanwhile_is401() {
    String code = asked(WANTED);
    store.once(() -> members.put(Members.with(alice, MemberStatus.DISABLED)));

    assertThat(call(code).getStatusCode()).isEqualTo(401);
    assertThat(stored().email()).isEqualTo(alice.email());
  }

  @Test
  void confirm_memberGoneOrDisabled_is401() {
    assertThat(call(event()).getStatusCode()).isEqualTo(401);

    String code = asked(WANTED);
    members.put(Members.with(alice, MemberStatus.DISABLED));
    assertThat(call(code).getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
    members.put(alice);
    assertThat(call(code).getStatusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void confirm_tableDownAtEachStep_is503AndTheCodeIsGoodAfterwards(int calls) {
    String code = asked(WANTED);
    accounts.faults().failAfter(calls);

    assertThat(call(code).getStatusCode()).isEqualTo(503);
    assertThat(metrics.counted()).isEmpty();
    assertThat(Members.unversioned(stored())).isEqualTo(Members.unversioned(alice));

    accounts.faults().recover();
    assertThat(call(code).getStatusCode()).isEqualTo(200);
  }

  @Test
  void confirm_redisDown_is503AndTheCodeIsGoodAfterwards() {
    String code = asked(WANTED);
    codeStore.faults().failAfter(0);
    assertThat(call(code).getStatusCode()).isEqualTo(503);

    codeStore.faults().recover();
    assertThat(call(code).getStatusCode()).isEqualTo(200);
  }

  @Test
  void confirm_bothStoresDown_is503() {
    String code = asked(WANTED);
    accounts.faults().failAfter(1);
    codeStore.faults().failAfter(1);

    assertThat(call(code).getStatusCode()).isEqualTo(503);

    accounts.faults().recover();
    codeStore.faults().recover();
    assertThat(call(code).getBody()).isEqualTo(REFUSED);
    clock.advance(CodeStore.LEASE);
    assertThat(call(code).getStatusCode()).isEqualTo(200);
  }

  @Test
  void confirm_redisDownAfterTheChange_succeedsOnce() {
    String code = asked(WANTED);
    codeStore.faults().failAfter(1);

    assertThat(call(code).getStatusCode()).isEqualTo(200);

    codeStore.faults().recover();
    clock.advance(CodeStore.LEASE);
    assertThat(call(code).getBody()).isEqualTo(REFUSED);
    assertThat(accounts.formerEmails(alice.id())).hasSize(1);
    assertThat(metrics.counted()).containsExactly("EmailChanges");
  }

  @Test
  void prime_isAChangeOfNobodyThatLeavesNothing() {
    Nobody nobody = new Nobody(clock, new SecureRandom());

    handler.prime(nobody);

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertThat(accounts.formerEmails(nobody.id())).isEmpty();
    assertThat(members.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-authorizer, 401, ACCESS_TOKEN_REQUIRED",
    "no-code, 400, REQUIRED_FIELD",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response = call(Events.request("confirm-email-change-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }
}
