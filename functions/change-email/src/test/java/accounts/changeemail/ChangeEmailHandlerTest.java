package accounts.changeemail;

import static accounts.code.CodePurpose.CHANGE_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.EmailChange;
import accounts.account.InMemoryAccountStore;
import accounts.account.MeanwhileAccountStore;
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
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Suppression;
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
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeEmailHandlerTest {
  private static final Email WANTED = new Email("alice@example.org");
  private static final String TAKEN =
      "{\"error\":\"Email is already registered\",\"code\":\"EMAIL_TAKEN\"}";

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemoryAccountStore accounts =
      new InMemoryAccountStore(members, new InMemorySessionStore(members, clock), clock);
  private final MeanwhileAccountStore store = new MeanwhileAccountStore(accounts);
  private final InMemoryCodeStore codeStore = new InMemoryCodeStore(clock);
  private final Codes codes = new Codes(codeStore, new SecureRandom());
  private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);
  private final List<String> log = new ArrayList<>();
  private final ChangeEmailHandler handler = handler(RateLimits.NONE);
  private final Member alice = Members.active("alice@example.com", "alice", clock.instant());

  private ChangeEmailHandler handler(RateLimits limits) {
    return new ChangeEmailHandler(
        new ChangeEmail(
            RateLimit.ofMails(limiter, limits), members, Members.HASHER, codes, store, clock),
        new CrossSite(Set.of()),
        new RequestLog(log::add));
  }

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  /** The sample event, sent by alice. */
  private APIGatewayProxyRequestEvent event() {
    APIGatewayProxyRequestEvent event = Events.request("change-email");
    event.getRequestContext().setAuthorizer(Map.of("userId", alice.id().value()));
    return event;
  }

  private APIGatewayProxyResponseEvent call(String email, String password) {
    return call(
        event().withBody("{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}"));
  }

  private boolean spends(OutboxMail mail, Member member) {
    Code code = Code.typed(String.valueOf(mail.parameters().get("code")));
    return codes
        .spend(code, CodeUse.of(CHANGE_EMAIL, member, new Email(mail.to())), () -> true)
        .isPresent();
  }

  private void assertNothingAskedFor() {
    assertThat(accounts.findEmailChange(alice.id())).isEmpty();
    assertThat(members.mails()).isEmpty();
  }

  @Test
  void change_sampleEvent_mailsACodeToTheNewAddressAndChangesNothing() {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"message\":\"Please confirm with the code that was sent to the new email"
                + " address\"}");
    assertThat(members.find(alice.id()).map(Members::unversioned)).contains(alice);
    OutboxMail mail = members.mails().getFirst();
    assertThat(mail.kind()).isEqualTo(MailKind.CHANGE_EMAIL);
    assertThat(mail.to()).isEqualTo("alice@example.org");
    EmailChange change = accounts.findEmailChange(alice.id()).orElseThrow();
    assertThat(change.email()).isEqualTo(WANTED);
    assertThat(change.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
    assertThat(spends(mail, alice)).isTrue();
  }

  @Test
  void change_askedForAgain_replacesTheFirst() {
    members.put(alice);
    call("first@example.org", Members.PASSWORD);
    call("second@example.org", Members.PASSWORD);

    assertThat(accounts.findEmailChange(alice.id()).map(EmailChange::email))
        .contains(new Email("second@example.org"));
    assertThat(members.mails())
        .extracting(mail -> spends(mail, alice))
        .containsExactly(false, true);
  }

  @Test
  void change_language_isTheRequestsElseTheMembers() {
    members.put(alice);
    call(event());
    call(Events.withHeader(event(), "Accept-Language", "ko"));

    assertThat(members.mails())
        .extracting(OutboxMail::language)
        .containsExactly(Language.ENGLISH, Language.KOREAN);
  }

  @Test
  void change_suppressedAddress_mayBeLeft() {
    members.put(
        Members.suppressed(
            alice, new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General")));

    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void change_wrongPassword_is403WhateverTheAddress() {
    members.put(alice);
    members.put(Members.active("bob@example.org", "bob", clock.instant()));

    for (String email : List.of("x@example.org", "bob@example.org", "alice@example.com")) {
      APIGatewayProxyResponseEvent response = call(email, "wrong");
      assertThat(response.getStatusCode()).isEqualTo(403);
      assertThat(response.getBody()).contains("\"code\":\"WRONG_PASSWORD\"");
    }
    assertNothingAskedFor();
  }

  @Test
  void change_toTheOwnAddress_isRefusedWhateverItsCase() {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call("ALICE@example.com", Members.PASSWORD);

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"error\":\"This is your email address already\",\"code\":\"INVALID_FIELD\","
                + "\"field\":\"email\"}");
    assertNothingAskedFor();
  }

  @Test
  void change_toAnAddressThatSomebodyHas_is409AndAnEarlierCodeStaysGood() {
    members.put(alice);
    call(event());
    OutboxMail earlier = members.mails().getFirst();
    members.put(Members.active("bob@example.org", "bob", clock.instant()));

    APIGatewayProxyResponseEvent response = call("Bob@example.org", Members.PASSWORD);

    assertThat(response.getStatusCode()).isEqualTo(409);
    assertThat(response.getBody()).isEqualTo(TAKEN);
    assertThat(members.mails()).hasSize(1);
    assertThat(spends(earlier, alice)).isTrue();
  }

  @Test
  void change_toAnAddressThatSomebodyMayHaveBack_is409() {
    members.put(alice);
    Member bob = Members.active("bob@example.org", "bob", clock.instant());
    members.reserve(WANTED, bob.id(), clock.instant().plusSeconds(1));

    assertThat(call(event()).getBody()).isEqualTo(TAKEN);
    assertNothingAskedFor();

    clock.advance(Duration.ofSeconds(1));
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void change_toAnAddressTakenMeanwhile_is409() {
    members.put(alice);
    store.once(() -> members.put(Members.active(WANTED.address(), "bob", clock.instant())));

    assertThat(call(event()).getBody()).isEqualTo(TAKEN);
    assertNothingAskedFor();
  }

  @Test
  void change_hashRenewedMeanwhile_succeedsWithACodeThatIsGood() {
    members.put(alice);
    PasswordHash renewed = Members.HASHER.hash(Password.of(Members.PASSWORD));
    store.once(() -> members.replacePasswordHash(alice.id(), alice.passwordHash(), renewed));

    assertThat(call(event()).getStatusCode()).isEqualTo(200);
    assertThat(members.mails())
        .singleElement()
        .satisfies(m -> assertThat(spends(m, members.find(alice.id()).orElseThrow())).isTrue());
  }

  @Test
  void change_passwordChangedMeanwhile_is403() {
    members.put(alice);
    PasswordHash other = Members.HASHER.hash(Password.of("another password"));
    store.once(() -> members.replacePasswordHash(alice.id(), alice.passwordHash(), other));

    assertThat(call(event()).getStatusCode()).isEqualTo(403);
    assertNothingAskedFor();
  }

  @Test
  void change_twiceInAMinute_isTooMuchMailAndTheFirstCodeStaysGood() {
    members.put(alice);
    ChangeEmailHandler limited = handler(RateLimits.DEFAULT);
    accounts.faults().failAfter(0);
    // What was not sent is not counted.
    assertThat(limited.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(503);
    accounts.faults().recover();
    assertThat(limited.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(200);
    String code = String.valueOf(members.mails().getLast().parameters().get("code"));

    APIGatewayProxyResponseEvent again = limited.handleRequest(event(), new TestContext());

    assertThat(again.getStatusCode()).isEqualTo(429);
    assertThat(again.getHeaders()).containsEntry("Retry-After", "60");
    assertThat(members.mails()).hasSize(1);
    assertThat(codes.spend(Code.typed(code), CodeUse.of(CHANGE_EMAIL, alice, WANTED), () -> true))
        .isPresent();
  }

  @Test
  void change_memberGoneOrDisabled_is401() {
    assertThat(call(event()).getStatusCode()).isEqualTo(401);

    members.put(Members.with(alice, MemberStatus.DISABLED));
    assertThat(call(event()).getBody()).contains("\"code\":\"ACCESS_TOKEN_INVALID\"");
  }

  @Test
  void change_storeDownAtEachStep_is503AndTheNextCallSucceeds() {
    members.put(alice);

    for (int calls = 0; calls < 2; calls++) {
      members.faults().failAfter(calls);
      assertThat(call(event()).getStatusCode()).isEqualTo(503);
      members.faults().recover();
    }
    codeStore.faults().failAfter(0);
    assertThat(call(event()).getStatusCode()).isEqualTo(503);
    codeStore.faults().recover();
    accounts.faults().failAfter(0);
    assertThat(call(event()).getStatusCode()).isEqualTo(503);
    accounts.faults().recover();
    assertNothingAskedFor();

    assertThat(call(event()).getStatusCode()).isEqualTo(200);
    assertThat(spends(members.mails().getFirst(), alice)).isTrue();
  }

  @Test
  void prime_isAChangeOfNobodyThatLeavesNothing() {
    Nobody nobody = new Nobody(clock, new SecureRandom());

    handler.prime(nobody);

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":401,\"code\":\"ACCESS_TOKEN_INVALID\"");
    assertThat(accounts.findEmailChange(nobody.id())).isEmpty();
    assertThat(members.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-authorizer, 401, ACCESS_TOKEN_REQUIRED",
    "not-an-email, 400, INVALID_FIELD",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response = call(Events.request("change-email-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
  }
}
