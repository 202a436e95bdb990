package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.e2e.StackExtension.RunningStack;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.member.Suppression;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new email address, from the request to the undo. */
@ExtendWith(StackExtension.class)
class EmailChangeIT {
  private static final int MANY = 20;
  private static final String NEW = "tomorrow is another day";

  private final RunningStack running;
  private final LocalStack stack;
  private final Client client;

  EmailChangeIT(RunningStack running) {
    this.running = running;
    this.stack = running.stack();
    this.client = new Client(stack);
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
    stack.redis().start();
  }

  private static void assertAnswer(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  private static void assertOk(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private static void assertUnavailable(Answer answer) {
    assertAnswer(answer, 503, "STORE_UNAVAILABLE");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
  }

  private static void assertAddress(Answer answer, String email) {
    assertOk(answer);
    assertThat(answer.body()).isEqualTo("{\"email\":\"" + email + "\"}");
  }

  private String access(String email) {
    Answer login = client.login(email, PASSWORD);
    assertOk(login);
    return login.cookie("access_token");
  }

  private static String address() {
    return unique("w") + "@example.com";
  }

  /** The code that a new address is mailed that had no mail before. */
  private String askedFor(String access, String wanted) {
    assertOk(client.changeEmail(access, wanted, PASSWORD));
    return client.code(wanted, 1);
  }

  /** Changes the address, to the token that the old one is mailed as its n-th mail. */
  private String changed(String access, String old, int mails, String wanted) {
    assertAddress(client.confirmEmailChange(access, askedFor(access, wanted)), wanted);
    return client.token(old, mails);
  }

  private DynamoTable table() {
    return new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
  }

  private MemberStore members() {
    return new DynamoMemberStore(table(), Clock.systemUTC());
  }

  private Member member(String email) {
    return members().findByEmail(new Email(email)).orElseThrow();
  }

  private void setStatus(String email, String status) {
    String id = member(email).id().value();
    stack
        .dynamoDb()
        .client()
        .updateItem(
            u ->
                u.tableName(table().name())
                    .key(Attributes.key("MEMBER#" + id, "PROFILE"))
                    .updateExpression("SET #status = :status")
                    .expressionAttributeNames(Map.of("#status", "status"))
                    .expressionAttributeValues(Map.of(":status", Attributes.string(status))));
  }

  // --- the good way

  @Test
  void change_isMadeWhenTheNewAddressConfirmsAndTheOldIsTold() {
    String old = client.activeMember();
    Answer login = client.login(old, PASSWORD);
    String access = login.cookie("access_token");
    String wanted = unique("Wanted") + "@Example.com";

    Answer asked = client.changeEmail(access, " " + wanted + " ", PASSWORD);
    assertOk(asked);
    assertThat(asked.body())
        .isEqualTo(
            "{\"message\":\"Please confirm with the code that was sent to the new email"
                + " address\"}");
    String code = client.code(wanted, 1);
    assertOk(client.login(old, PASSWORD));
    assertAnswer(client.login(wanted, PASSWORD), 404, "MEMBER_NOT_FOUND");
    assertThat(client.me(access).json().path("email").asText()).isEqualTo(old);

    assertAddress(client.confirmEmailChange(access, code.toLowerCase(Locale.ROOT)), wanted);

    assertThat(client.me(access).json().path("email").asText()).isEqualTo(wanted);
    assertAnswer(client.login(old, PASSWORD), 404, "MEMBER_NOT_FOUND");
    assertOk(client.login(wanted.toLowerCase(Locale.ROOT), PASSWORD));
    // Sessions go on; it was the member who made the change.
    assertOk(client.refresh(login.cookie("refresh_token")));
    // The old address waits for its owner.
    assertAnswer(client.signup(old, unique("n")), 409, "EMAIL_TAKEN");
    String mail = client.mail(old, 2);
    assertThat(mail).contains("W***@Example.com").doesNotContain(wanted);
    String undo = client.token(old, 2);
    assertAnswer(client.confirmEmailChange(access, code), 400, "CODE_INVALID");
    assertThat(String.join("\n", running.log()))
        .doesNotContain(undo)
        .doesNotContain(wanted)
        .doesNotContain(old)
        .doesNotContain(code);
  }

  @Test
  void undo_givesTheAddressBackAndEndsEverySession() {
    String old = client.activeMember();
    Answer login = client.login(old, PASSWORD);
    String wanted = address();
    String undo = changed(login.cookie("access_token"), old, 2, wanted);
    Answer atNew = client.login(wanted, PASSWORD);

    assertAddress(client.undoEmailChange(" " + undo), old);

    assertThat(client.refresh(login.cookie("refresh_token")).status()).isEqualTo(401);
    assertThat(client.refresh(atNew.cookie("refresh_token")).status()).isEqualTo(401);
    assertAnswer(client.login(wanted, PASSWORD), 404, "MEMBER_NOT_FOUND");
    assertOk(client.login(old, PASSWORD));
    // The other address is free, the old one is taken for good.
    assertThat(client.signup(wanted, unique("n")).status()).isEqualTo(201);
    assertAnswer(client.signup(old, unique("n")), 409, "EMAIL_TAKEN");
    assertAnswer(client.undoEmailChange(undo), 400, "TOKEN_INVALID");
    assertThat(stack.mailbox().messagesTo(old)).hasSize(2);
  }

  @Test
  void undo_withANewPassword_setsItInTheSameStep() {
    String old = client.activeMember();
    String undo = changed(access(old), old, 2, address());

    Answer refused = client.undoEmailChange(undo, "1234567");
    assertAnswer(refused, 400, "INVALID_FIELD");
    assertThat(refused.json().path("field").asText()).isEqualTo("newPassword");
    assertAddress(client.undoEmailChange(undo, NEW), old);

    assertAnswer(client.login(old, PASSWORD), 403, "WRONG_PASSWORD");
    assertOk(client.login(old, NEW));
    assertThat(client.mail(old, 3)).contains("The password of your account was changed.");
  }

  @Test
  void undo_ofTheFirstOfTwoChanges_undoesBothAndVoidsTheOther() {
    String first = client.activeMember();
    String access = access(first);
    String second = address();
    String third = address();
    String toFirst = changed(access, first, 2, second);
    String toSecond = changed(access, second, 2, third);

    assertAddress(client.undoEmailChange(toFirst), first);

    assertAnswer(client.undoEmailChange(toSecond), 400, "TOKEN_INVALID");
    assertThat(client.signup(second, unique("n")).status()).isEqualTo(201);
    assertThat(client.signup(third, unique("n")).status()).isEqualTo(201);
    assertOk(client.login(first, PASSWORD));
  }

  @Test
  void undo_ofTheSecondOfTwoChanges_leavesTheFirstToBeUndone() {
    String first = client.activeMember();
    String access = access(first);
    String second = address();
    String toFirst = changed(access, first, 2, second);
    String toSecond = changed(access, second, 2, address());

    assertAddress(client.undoEmailChange(toSecond), second);
    assertAddress(client.undoEmailChange(toFirst), first);

    assertOk(client.login(first, PASSWORD));
  }

  @Test
  void undo_voidsWhatWasAskedForBeside() {
    String old = client.activeMember();
    String access = access(old);
    String wanted = address();
    String undo = changed(access, old, 2, wanted);
    client.resetPassword(wanted);
    String reset = client.token(wanted, 2);
    String code = askedFor(access, address());

    assertAddress(client.undoEmailChange(undo), old);

    assertAnswer(client.confirmPasswordReset(reset, NEW), 400, "TOKEN_INVALID");
    assertAnswer(client.confirmEmailChange(access, code), 400, "CODE_INVALID");
    assertOk(client.login(old, PASSWORD));
  }

  @Test
  void confirm_voidsAResetThatTheOldAddressWasMailed() {
    String old = client.activeMember();
    client.resetPassword(old);
    String reset = client.token(old, 2);
    String access = access(old);
    assertOk(client.confirmEmailChange(access, askedFor(access, address())));

    assertAnswer(client.confirmPasswordReset(reset, NEW), 400, "TOKEN_INVALID");
  }

  @Test
  void change_backToOnesOwnFormerAddress_needsNoUndo() {
    String old = client.activeMember();
    String access = access(old);
    changed(access, old, 2, address());

    assertOk(client.changeEmail(access, old, PASSWORD));
    assertAddress(client.confirmEmailChange(access, client.code(old, 3)), old);

    assertOk(client.login(old, PASSWORD));
  }

  @Test
  void inKorean_allIsAnsweredAndMailedInIt() {
    String access = access(client.activeMember());
    String wanted = address();
    Map<String, String> headers =
        Map.of("Accept-Language", "ko", "Cookie", "access_token=" + access);

    String body = Json.write(Map.of("email", wanted, "password", PASSWORD));
    assertThat(client.post("/email/change", body, headers).body())
        .isEqualTo("{\"message\":\"새 이메일 주소로 보낸 인증 코드로 확인해 주세요\"}");
    assertThat(client.mail(wanted, 1)).startsWith("확인 코드: ");
    assertThat(client.post("/email/change/confirm", "{\"code\":\"WRONG1\"}", headers).body())
        .contains("인증 코드가 틀렸거나 만료되었습니다");
    assertThat(client.post("/email/change/undo", "{}", headers).body()).contains("토큰을 입력해 주세요");
  }

  // --- what is refused

  @Test
  void change_refusals() {
    String email = client.activeMember();
    String other = client.activeMember();
    String access = access(email);

    assertAnswer(client.changeEmail(access, address(), "wrong"), 403, "WRONG_PASSWORD");
    // Whose an address is, only somebody with the password is told.
    assertAnswer(client.changeEmail(access, other, "wrong"), 403, "WRONG_PASSWORD");
    Answer same = client.changeEmail(access, email.toUpperCase(Locale.ROOT), PASSWORD);
    assertAnswer(same, 400, "INVALID_FIELD");
    assertThat(same.json().path("field").asText()).isEqualTo("email");
    assertAnswer(client.changeEmail(access, "no address", PASSWORD), 400, "INVALID_FIELD");
    assertAnswer(
        client.changeEmail(access, other.toUpperCase(Locale.ROOT), PASSWORD), 409, "EMAIL_TAKEN");
    // Nor one that its owner may have back.
    changed(access(other), other, 2, address());
    assertAnswer(client.changeEmail(access, other, PASSWORD), 409, "EMAIL_TAKEN");
    Map<String, String> cookie = Map.of("Cookie", "access_token=" + access);
    assertAnswer(
        client.post("/email/change", "{\"email\":\"a@example.com\"}", cookie),
        400,
        "REQUIRED_FIELD");
    assertAnswer(client.confirmEmailChange(access, "ABC123"), 400, "CODE_INVALID");
    assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
  }

  @Test
  void confirm_codeThatIsWrongReplacedOrTriedTooOften_isRefused() {
    String email = client.activeMember();
    String access = access(email);
    String replaced = askedFor(access, address());
    String wanted = address();
    String code = askedFor(access, wanted);

    assertAnswer(client.confirmEmailChange(access, replaced), 400, "CODE_INVALID");
    // Of somebody else.
    assertAnswer(
        client.confirmEmailChange(access(client.activeMember()), code), 400, "CODE_INVALID");
    // It is not one for the address that was signed up with.
    assertAnswer(client.verify(email, code), 400, "CODE_INVALID");
    for (int i = 0; i < 4; i++) {
      assertAnswer(client.confirmEmailChange(access, "WRONG1"), 400, "CODE_INVALID");
    }
    assertAnswer(client.confirmEmailChange(access, code), 400, "CODE_INVALID");
    assertOk(client.login(email, PASSWORD));
  }

  @Test
  void confirm_addressTakenMeanwhile_is409() {
    String email = client.activeMember();
    String access = access(email);
    String wanted = address();
    String code = askedFor(access, wanted);
    assertThat(client.signup(wanted, unique("n")).status()).isEqualTo(201);

    assertAnswer(client.confirmEmailChange(access, code), 409, "EMAIL_TAKEN");
    // The code was not spent for it.
    assertAnswer(client.confirmEmailChange(access, code), 409, "EMAIL_TAKEN");

    assertOk(client.login(email, PASSWORD));
    assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
  }

  @Test
  void confirm_afterThePasswordWasReset_isRefused() {
    String email = client.activeMember();
    String access = access(email);
    String code = askedFor(access, address());
    client.resetPassword(email);
    assertOk(client.confirmPasswordReset(client.token(email, 2), NEW));

    assertAnswer(client.confirmEmailChange(access, code), 400, "CODE_INVALID");
  }

  @Test
  void undo_tokenThatIsWrongExpiredOrOfADisabledMember_isRefused() {
    String old = client.activeMember();
    String wanted = address();
    String undo = changed(access(old), old, 2, wanted);
    String id = member(wanted).id().value();

    assertAnswer(client.undoEmailChange("x"), 400, "TOKEN_INVALID");
    assertAnswer(client.undoEmailChange(id + "." + "A".repeat(43)), 400, "TOKEN_INVALID");
    // A token for the one is none for the other.
    assertAnswer(client.confirmPasswordReset(undo, NEW), 400, "TOKEN_INVALID");
    client.resetPassword(wanted);
    assertAnswer(client.undoEmailChange(client.token(wanted, 2)), 400, "TOKEN_INVALID");
    setStatus(wanted, "DISABLED");
    assertAnswer(client.undoEmailChange(undo), 400, "TOKEN_INVALID");
    setStatus(wanted, "ACTIVE");
    assertAddress(client.undoEmailChange(undo), old);
  }

  @Test
  void changeAndConfirm_memberWhoIsDisabled_are401() {
    String email = client.activeMember();
    String access = access(email);
    String code = askedFor(access, address());
    setStatus(email, "DISABLED");

    assertAnswer(client.changeEmail(access, address(), PASSWORD), 401, "ACCESS_TOKEN_INVALID");
    assertAnswer(client.confirmEmailChange(access, code), 401, "ACCESS_TOKEN_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/email/change", "/email/change/confirm"})
  void protectedEndpoint_withoutAGoodToken_is401(String path) {
    assertAnswer(client.post(path, "{}"), 401, "ACCESS_TOKEN_REQUIRED");
    assertAnswer(
        client.post(path, "{}", Map.of("Cookie", "access_token=x")), 401, "ACCESS_TOKEN_INVALID");
    Answer preflight =
        client.send(
            "OPTIONS",
            Client.ACCOUNTS + path,
            BodyPublishers.noBody(),
            Map.of(
                "Origin", StackExtension.ALLOWED_ORIGIN, "Access-Control-Request-Method", "POST"));
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/email/change", "/email/change/confirm", "/email/change/undo"})
  void endpoint_wrongMethodOtherSiteOrBadBody_isRefused(String path) {
    String cookie = "access_token=" + client.loggedIn().cookie("access_token");
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
      Answer answer =
          client.send(
              method, Client.ACCOUNTS + path, BodyPublishers.noBody(), Map.of("Cookie", cookie));
      assertAnswer(answer, 405, "METHOD_NOT_ALLOWED");
      assertThat(answer.header("Allow")).isEqualTo("POST");
    }
    assertAnswer(
        client.post(path, "{}", Map.of("Cookie", cookie, "Sec-Fetch-Site", "cross-site")),
        403,
        "CROSS_SITE_REQUEST");
    assertAnswer(client.post(path, "[]", Map.of("Cookie", cookie)), 400, "MALFORMED_REQUEST");
    assertAnswer(client.post(path, "{}", Map.of("Cookie", cookie)), 400, "REQUIRED_FIELD");
  }

  // --- many at once

  private static void assertOneOf(List<Answer> answers, int otherStatus, String otherCode) {
    List<Integer> statuses = answers.stream().map(Answer::status).toList();
    assertThat(Collections.frequency(statuses, 200)).as(answers.toString()).isEqualTo(1);
    assertThat(answers.stream().filter(a -> a.status() != 200))
        .allSatisfy(a -> assertAnswer(a, otherStatus, otherCode));
  }

  @Test
  void confirms_ofOneCode_oneSucceeds() {
    String old = client.activeMember();
    String access = access(old);
    String wanted = address();
    String code = askedFor(access, wanted);

    assertOneOf(
        InParallel.times(MANY, i -> client.confirmEmailChange(access, code)), 400, "CODE_INVALID");

    assertOk(client.login(wanted, PASSWORD));
    client.token(old, 2);
    assertThat(stack.mailbox().messagesTo(old)).hasSize(2);
  }

  @Test
  void confirms_ofOneAddressByTwoMembers_oneSucceeds() {
    String wanted = address();
    List<String> emails = List.of(client.activeMember(), client.activeMember());
    List<String> accesses = emails.stream().map(this::access).toList();
    String firstCode = askedFor(accesses.get(0), wanted);
    assertOk(client.changeEmail(accesses.get(1), wanted, PASSWORD));
    List<String> codes = List.of(firstCode, client.code(wanted, 2));

    List<Answer> answers =
        InParallel.times(2, i -> client.confirmEmailChange(accesses.get(i), codes.get(i)));

    assertOneOf(answers, 409, "EMAIL_TAKEN");
    assertOk(client.login(wanted, PASSWORD));
    int loser = answers.get(0).status() == 200 ? 1 : 0;
    assertOk(client.login(emails.get(loser), PASSWORD));
    assertAnswer(client.login(emails.get(1 - loser), PASSWORD), 404, "MEMBER_NOT_FOUND");
  }

  @Test
  void undos_withOneToken_oneSucceeds() {
    String old = client.activeMember();
    String undo = changed(access(old), old, 2, address());

    assertOneOf(
        InParallel.times(MANY, i -> client.undoEmailChange(undo, "password number " + i)),
        400,
        "TOKEN_INVALID");
    assertThat(client.mail(old, 3)).contains("The password of your account was changed.");
    assertThat(stack.mailbox().messagesTo(old)).hasSize(3);
  }

  // --- stores that fail

  private void fail(String function, String operation, Fault fault) {
    stack
        .dynamoDb()
        .fail(
            call ->
                call.function().equals(function) && call.operation().equals(operation)
                    ? Optional.of(fault)
                    : Optional.empty());
  }

  private void loseTheAnswerOnce(String function) {
    int[] lost = {0};
    stack
        .dynamoDb()
        .fail(
            call ->
                call.function().equals(function)
                        && call.operation().equals("TransactWriteItems")
                        && lost[0]++ == 0
                    ? Optional.of(Fault.loseAnswer())
                    : Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "TransactWriteItems"})
  void change_tableFailsAtAStep_is503AndNothingIsAskedFor(String operation) {
    String email = client.activeMember();
    String access = access(email);
    String wanted = address();
    fail("ChangeEmailFunction", operation, Fault.refuse());

    assertUnavailable(client.changeEmail(access, wanted, PASSWORD));

    stack.dynamoDb().recover();
    assertAnswer(client.confirmEmailChange(access, "ABC123"), 400, "CODE_INVALID");
    assertAddress(client.confirmEmailChange(access, askedFor(access, wanted)), wanted);
    assertThat(stack.mailbox().messagesTo(wanted)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "TransactWriteItems"})
  void confirm_tableFailsAtAStep_is503AndTheCodeStaysGood(String operation) {
    String email = client.activeMember();
    String access = access(email);
    String wanted = address();
    String code = askedFor(access, wanted);
    fail("ConfirmEmailChangeFunction", operation, Fault.refuse());

    assertUnavailable(client.confirmEmailChange(access, code));
    assertUnavailable(client.confirmEmailChange(access, code));

    stack.dynamoDb().recover();
    assertOk(client.login(email, PASSWORD));
    assertAddress(client.confirmEmailChange(access, code), wanted);
    client.token(email, 2);
    assertThat(stack.mailbox().messagesTo(email)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "Query", "TransactWriteItems"})
  void undo_tableFailsAtAStep_is503AndTheTokenStaysGood(String operation) {
    String old = client.activeMember();
    Answer login = client.login(old, PASSWORD);
    String wanted = address();
    String undo = changed(login.cookie("access_token"), old, 2, wanted);
    fail("UndoEmailChangeFunction", operation, Fault.refuse());

    assertUnavailable(client.undoEmailChange(undo, NEW));

    stack.dynamoDb().recover();
    assertOk(client.login(wanted, PASSWORD));
    assertOk(client.refresh(login.cookie("refresh_token")));
    assertAddress(client.undoEmailChange(undo, NEW), old);
    assertOk(client.login(old, NEW));
  }

  @Test
  void tableHangs_is503BeforeTheFunctionTimesOutAndTheCodeIsPutBack() {
    String email = client.activeMember();
    String access = access(email);
    String wanted = address();
    fail("ChangeEmailFunction", "GetItem", Fault.delay(Duration.ofSeconds(20)));
    assertUnavailable(client.changeEmail(access, wanted, PASSWORD));
    stack.dynamoDb().recover();
    String code = askedFor(access, wanted);

    // The fault's delay ends in the call, so it has to be one that changes nothing.
    int[] reads = {0};
    stack
        .dynamoDb()
        .fail(
            call ->
                call.function().equals("ConfirmEmailChangeFunction") && ++reads[0] > 2
                    ? Optional.of(Fault.delay(Duration.ofSeconds(20)))
                    : Optional.empty());
    assertUnavailable(client.confirmEmailChange(access, code));

    stack.dynamoDb().recover();
    assertAddress(client.confirmEmailChange(access, code), wanted);
  }

  @Test
  void tableLosesAnAnswer_theRepetitionCountsOnce() {
    String old = client.activeMember();
    String access = access(old);
    String wanted = address();
    loseTheAnswerOnce("ChangeEmailFunction");
    String code = askedFor(access, wanted);
    loseTheAnswerOnce("ConfirmEmailChangeFunction");
    assertAddress(client.confirmEmailChange(access, code), wanted);
    loseTheAnswerOnce("UndoEmailChangeFunction");
    assertAddress(client.undoEmailChange(client.token(old, 2), NEW), old);

    stack.dynamoDb().recover();
    client.mail(old, 3);
    assertThat(stack.mailbox().messagesTo(old)).hasSize(3);
    assertThat(stack.mailbox().messagesTo(wanted)).hasSize(1);
  }

  /** Nobody can tell then; what was made is whole, and the code is of no more use. */
  @Test
  void tableLosesEveryAnswer_is503AndTheChangeIsWhole() {
    String old = client.activeMember();
    String access = access(old);
    String wanted = address();
    String code = askedFor(access, wanted);
    fail("ConfirmEmailChangeFunction", "TransactWriteItems", Fault.loseAnswer());

    assertUnavailable(client.confirmEmailChange(access, code));

    stack.dynamoDb().recover();
    assertOk(client.login(wanted, PASSWORD));
    String undo = client.token(old, 2);
    assertAnswer(client.confirmEmailChange(access, code), 400, "CODE_INVALID");

    fail("UndoEmailChangeFunction", "TransactWriteItems", Fault.loseAnswer());
    assertUnavailable(client.undoEmailChange(undo));
    stack.dynamoDb().recover();
    assertOk(client.login(old, PASSWORD));
    assertAnswer(client.undoEmailChange(undo), 400, "TOKEN_INVALID");
  }

  @Test
  void redisStopped_is503AndAnotherCodeDoesIt() {
    String email = client.activeMember();
    String access = access(email);
    String wanted = address();
    stack.redis().stop();
    assertUnavailable(client.changeEmail(access, wanted, PASSWORD));
    stack.redis().start();
    String code = askedFor(access, wanted);
    stack.redis().stop();
    assertUnavailable(client.confirmEmailChange(access, code));
    assertOk(client.login(email, PASSWORD));

    // The server kept nothing on disk, so its codes are gone with it.
    stack.redis().start();
    assertAnswer(client.confirmEmailChange(access, code), 400, "CODE_INVALID");
    assertOk(client.changeEmail(access, wanted, PASSWORD));
    assertAddress(client.confirmEmailChange(access, client.code(wanted, 2)), wanted);
  }

  // --- addresses that get no mail

  /** Has SES tell of a bounce of a mail to that address. */
  private void bounce(String email) throws IOException {
    String event =
        Files.readString(StackExtension.projectRoot().resolve("events/mail-feedback.json"))
            .replace("Alice@example.com", email)
            // Otherwise of a mail from before the member was.
            .replaceAll(
                "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", Instant.now().toString());
    assertThat(event).contains(email);
    assertThat(stack.invoke("mail-feedback", event).isError()).isFalse();
  }

  @Test
  void bounceOfTheOldAddressAfterAChange_doesNotSuppressTheMember() throws IOException {
    String old = client.activeMember();
    String wanted = address();
    changed(access(old), old, 2, wanted);

    bounce(old);
    assertThat(member(wanted).suppression()).isEmpty();

    bounce(wanted);
    assertThat(member(wanted).suppression()).isPresent();
  }

  @Test
  void memberWhoseAddressIsSuppressed_getsMailAtTheNewOneAndAgainAfterAnUndo() {
    String old = client.activeMember();
    Instant now = Instant.now();
    members()
        .suppress(new Email(old), new Suppression(Suppression.Reason.BOUNCE, now, "General"), now);
    String wanted = address();

    String undo = changed(access(old), old, 2, wanted);

    assertThat(member(wanted).suppression()).isEmpty();
    assertOk(client.resetPassword(wanted));
    client.token(wanted, 2);
    Instant later = Instant.now();
    members()
        .suppress(
            new Email(wanted), new Suppression(Suppression.Reason.BOUNCE, later, "General"), later);
    assertAddress(client.undoEmailChange(undo), old);
    assertThat(member(old).suppression()).isEmpty();
  }
}
