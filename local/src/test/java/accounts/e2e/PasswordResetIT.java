package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.e2e.StackExtension.RunningStack;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.local.dynamodb.DynamoDbCall;
import accounts.local.dynamodb.Fault;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailKind;
import accounts.mail.MailState;
import accounts.mail.OutboxEntry;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.member.Suppression;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A forgotten password, from the request to the login with the new one. */
@ExtendWith(StackExtension.class)
class PasswordResetIT {
  private static final int MANY = 20;
  private static final String NEW = "tomorrow is another day";

  private final RunningStack running;
  private final LocalStack stack;
  private final Client client;

  PasswordResetIT(RunningStack running) {
    this.running = running;
    this.stack = running.stack();
    this.client = new Client(stack);
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
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

  /** The token that a member who had so many mails before is mailed. */
  private String askedFor(String email, int mailsBefore) {
    assertOk(client.resetPassword(email));
    return client.token(email, mailsBefore + 1);
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

  private void disable(String email) {
    String id = member(email).id().value();
    stack
        .dynamoDb()
        .client()
        .updateItem(
            u ->
                u.tableName(table().name())
                    .key(Attributes.key("MEMBER#" + id, "PROFILE"))
                    .updateExpression("SET #status = :disabled")
                    .expressionAttributeNames(Map.of("#status", "status"))
                    .expressionAttributeValues(Map.of(":disabled", Attributes.string("DISABLED"))));
  }

  // --- the good way

  @Test
  void reset_setsThePasswordAndEndsEverySession() {
    String email = client.activeMember();
    Answer first = client.login(email, PASSWORD);
    Answer second = client.login(email, PASSWORD);

    Answer asked = client.resetPassword(email.toUpperCase(Locale.ROOT));
    assertOk(asked);
    assertThat(asked.body())
        .isEqualTo(
            "{\"message\":\"If there is an account with this email address, a mail with further"
                + " steps is on its way\"}");
    String token = client.token(email, 2);
    // Until it is confirmed, nothing has changed.
    Answer refreshed = client.refresh(first.cookie("refresh_token"));
    assertOk(refreshed);

    Answer confirmed = client.confirmPasswordReset(token, NEW);

    assertOk(confirmed);
    assertThat(confirmed.body()).isEqualTo("{\"message\":\"The password was changed\"}");
    assertThat(client.refresh(refreshed.cookie("refresh_token")).status()).isEqualTo(401);
    assertThat(client.refresh(second.cookie("refresh_token")).status()).isEqualTo(401);
    assertAnswer(client.login(email, PASSWORD), 403, "WRONG_PASSWORD");
    assertOk(client.login(email, NEW));
    assertThat(client.mail(email, 3)).contains("The password of your account was changed.");
    assertAnswer(client.confirmPasswordReset(token, PASSWORD), 400, "TOKEN_INVALID");
    assertOk(client.login(email, NEW));
    assertThat(String.join("\n", running.log()))
        .doesNotContain(token)
        .doesNotContain(NEW)
        .doesNotContain(email);
  }

  @Test
  void reset_inKorean_isAnsweredAndMailedInIt() {
    String email = client.activeMember();
    Map<String, String> korean = Map.of("Accept-Language", "ko");

    Answer asked = client.post("/password/reset", Json.write(Map.of("email", email)), korean);
    assertThat(asked.body()).contains("이 이메일 주소로 가입된 계정이 있으면 안내 메일이 발송됩니다");
    assertThat(client.mail(email, 2)).contains("비밀번호 재설정");
    String token = client.token(email, 2);

    String body = Json.write(Map.of("token", token, "newPassword", "short"));
    assertThat(client.post("/password/reset/confirm", body, korean).body())
        .contains("비밀번호는 8자 이상 256자 이하여야 합니다");
    body = Json.write(Map.of("token", "x", "newPassword", NEW));
    assertThat(client.post("/password/reset/confirm", body, korean).body())
        .contains("토큰이 틀렸거나 만료되었거나 이미 사용되었습니다");
    body = Json.write(Map.of("token", token, "newPassword", NEW));
    assertThat(client.post("/password/reset/confirm", body, korean).body())
        .isEqualTo("{\"message\":\"비밀번호가 변경되었습니다\"}");
  }

  @Test
  void reset_pendingMember_staysPendingAndVerifiesWithANewCode() {
    String email = unique("p") + "@example.com";
    client.signup(email, unique("p"));
    String oldCode = client.code(email, 1);

    assertOk(client.confirmPasswordReset(askedFor(email, 1), NEW));

    assertAnswer(client.login(email, NEW), 403, "MEMBER_NOT_ACTIVE");
    // It hangs on the password that whoever signed up had chosen.
    assertAnswer(client.verify(email, oldCode), 400, "CODE_INVALID");
    client.mail(email, 3);
    assertOk(client.resend(email, NEW));
    assertOk(client.verify(email, client.code(email, 4)));
    assertOk(client.login(email, NEW));
  }

  @Test
  void reset_askedForAgain_theSecondTokenReplacesTheFirst() {
    String email = client.activeMember();
    String first = askedFor(email, 1);
    String second = askedFor(email, 2);

    assertAnswer(client.confirmPasswordReset(first, NEW), 400, "TOKEN_INVALID");
    assertOk(client.confirmPasswordReset(second, NEW));
  }

  @Test
  void reset_suppressedAddress_isAnsweredAlikeAndGetsNoMail() {
    String email = client.activeMember();
    Instant now = Instant.now();
    members()
        .suppress(
            new Email(email), new Suppression(Suppression.Reason.BOUNCE, now, "General"), now);

    assertOk(client.resetPassword(email));

    String id = member(email).id().value();
    Eventually.get(
        () ->
            new DynamoMailOutbox(table(), Clock.systemUTC())
                .ofMember(id).stream()
                    .filter(mail -> mail.kind() == MailKind.PASSWORD_RESET)
                    .map(OutboxEntry::state)
                    .toList(),
        List.of(MailState.SUPPRESSED)::equals,
        "the mail's state");
    assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
  }

  // --- who has an account is not told

  /** What a function asked the table for: kinds and names of everything, and no value. */
  private List<String> calls(Runnable request) {
    List<String> calls = new CopyOnWriteArrayList<>();
    stack
        .dynamoDb()
        .fail(
            call -> {
              if (call.function().equals("ResetPasswordFunction")) {
                calls.add(call.operation() + " " + shape(call));
              }
              return Optional.empty();
            });
    request.run();
    stack.dynamoDb().recover();
    return calls;
  }

  private static String shape(DynamoDbCall call) {
    return shape(call.request()).toString();
  }

  private static Object shape(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> fields = new TreeMap<>();
      node.properties().forEach(f -> fields.put(f.getKey(), shape(f.getValue())));
      return fields;
    }
    if (node.isArray()) {
      List<Object> items = new ArrayList<>();
      node.forEach(item -> items.add(shape(item)));
      return items;
    }
    return node.getNodeType();
  }

  /** An answer, but for what is another in every answer. */
  private static String comparable(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(answer.response().headers().map());
    headers.remove("Date");
    headers.remove("x-amzn-RequestId");
    return answer.status() + " " + headers + " " + answer.body();
  }

  /** A call's name, and what it does as a transaction. */
  private static String outline(String call) {
    return call.substring(0, call.indexOf(' '))
        + Pattern.compile("\\{(ConditionCheck|Put)=")
            .matcher(call)
            .results()
            .map(match -> " " + match.group(1))
            .collect(Collectors.joining());
  }

  @Test
  void reset_answersAndAsksTheTableAlikeForEveryAddress() {
    String active = client.activeMember();
    String pending = unique("p") + "@example.com";
    client.signup(pending, unique("p"));
    String disabled = client.activeMember();
    disable(disabled);
    // An address that nobody has, and that somebody may have back.
    String former = client.activeMember();
    String access = client.login(former, PASSWORD).cookie("access_token");
    String wanted = unique("w") + "@example.com";
    client.changeEmail(access, wanted, PASSWORD);
    assertOk(client.confirmEmailChange(access, client.code(wanted, 1)));
    String unknown = unique("u") + "@example.com";
    List<String> emails = List.of(active, pending, disabled, former, unknown);

    List<String> answers = new ArrayList<>();
    List<List<String>> asked = new ArrayList<>();
    for (String email : emails) {
      asked.add(calls(() -> answers.add(comparable(client.resetPassword(email)))));
    }

    assertThat(answers.stream().distinct()).as(answers.toString()).hasSize(1);
    for (int i = 0; i < emails.size(); i++) {
      assertThat(asked.get(i))
          .as(emails.get(i))
          .extracting(PasswordResetIT::outline)
          // Whoever meets a place that is taken counts once more: by chance, and not by who it is.
          .startsWith("UpdateItem")
          .filteredOn(call -> !call.equals("UpdateItem"))
          .containsExactly("GetItem", "GetItem", "TransactWriteItems ConditionCheck Put Put");
    }
    assertThat(comparable(client.resetPassword("no address"))).isEqualTo(answers.getFirst());

    // The mails come to those who are there, and to nobody else.
    client.token(active, 2);
    client.token(pending, 2);
    assertThat(stack.mailbox().messagesTo(disabled)).hasSize(1);
    assertThat(stack.mailbox().messagesTo(unknown)).isEmpty();
    assertThat(stack.mailbox().messagesTo(former))
        .noneMatch(mail -> mail.text().contains("new password"));
  }

  // --- what is refused

  @Test
  void confirm_wrongTokenExpiredSpentOrOfADisabledMember_areAnsweredAlike() {
    String email = client.activeMember();
    String token = askedFor(email, 1);
    String id = member(email).id().value();
    String refused =
        "{\"error\":\"The token is wrong, has expired or was used before\","
            + "\"code\":\"TOKEN_INVALID\"}";

    for (String wrong :
        List.of(
            "x",
            token + "x",
            id + "." + "A".repeat(43),
            "nobody." + token.substring(token.indexOf('.') + 1))) {
      assertThat(client.confirmPasswordReset(wrong, NEW).body()).isEqualTo(refused);
    }
    disable(email);
    assertThat(client.confirmPasswordReset(token, NEW).body()).isEqualTo(refused);
    String other = client.activeMember();
    String expired = askedFor(other, 1);
    expire(other);
    assertThat(client.confirmPasswordReset(expired, NEW).body()).isEqualTo(refused);
    assertOk(client.login(other, PASSWORD));
  }

  private void expire(String email) {
    setReset(email, "ttl", Attributes.seconds(Instant.now()));
  }

  private void setReset(String email, String attribute, AttributeValue value) {
    String id = member(email).id().value();
    stack
        .dynamoDb()
        .client()
        .updateItem(
            u ->
                u.tableName(table().name())
                    .key(Attributes.key("MEMBER#" + id, "RESET"))
                    .updateExpression("SET #attribute = :value")
                    .expressionAttributeNames(Map.of("#attribute", attribute))
                    .expressionAttributeValues(Map.of(":value", value)));
  }

  @Test
  void confirm_passwordThatIsNotAccepted_leavesTheTokenGood() {
    String email = client.activeMember();
    String token = askedFor(email, 1);

    Answer refused = client.confirmPasswordReset(token, "1234567");
    assertAnswer(refused, 400, "INVALID_FIELD");
    assertThat(refused.json().path("field").asText()).isEqualTo("newPassword");
    assertAnswer(client.confirmPasswordReset(token, "x".repeat(257)), 400, "INVALID_FIELD");

    assertOk(client.confirmPasswordReset(" " + token + " ", NEW));
    assertOk(client.login(email, NEW));
  }

  @Test
  void bodies_withoutTheirFields_areRefused() {
    Answer noEmail = client.post("/password/reset", "{\"email\":null}");
    assertAnswer(noEmail, 400, "REQUIRED_FIELD");
    assertThat(noEmail.json().path("field").asText()).isEqualTo("email");
    Answer noToken = client.post("/password/reset/confirm", "{\"newPassword\":\"" + NEW + "\"}");
    assertAnswer(noToken, 400, "REQUIRED_FIELD");
    assertThat(noToken.json().path("field").asText()).isEqualTo("token");
    Answer noPassword = client.post("/password/reset/confirm", "{\"token\":\"x\"}");
    assertAnswer(noPassword, 400, "REQUIRED_FIELD");
    assertThat(noPassword.json().path("field").asText()).isEqualTo("newPassword");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/password/reset", "/password/reset/confirm"})
  void endpoint_wrongMethodOtherSiteOrNoJson_isRefused(String path) {
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
      Answer answer =
          client.send(method, Client.ACCOUNTS + path, BodyPublishers.noBody(), Map.of());
      assertAnswer(answer, 405, "METHOD_NOT_ALLOWED");
      assertThat(answer.header("Allow")).isEqualTo("POST");
    }
    assertAnswer(
        client.post(path, "{}", Map.of("Sec-Fetch-Site", "cross-site")), 403, "CROSS_SITE_REQUEST");
    assertAnswer(client.post(path, "[]"), 400, "MALFORMED_REQUEST");
    Answer allowed =
        client.post(
            path,
            "{}",
            Map.of("Sec-Fetch-Site", "same-site", "Origin", StackExtension.ALLOWED_ORIGIN));
    assertAnswer(allowed, 400, "REQUIRED_FIELD");
    assertThat(allowed.header("Access-Control-Allow-Origin"))
        .isEqualTo(StackExtension.ALLOWED_ORIGIN);
  }

  // --- many at once

  @Test
  void confirms_ofOneToken_oneSucceeds() {
    String email = client.activeMember();
    String token = askedFor(email, 1);

    List<Answer> answers =
        InParallel.times(MANY, i -> client.confirmPasswordReset(token, "password number " + i));

    List<Integer> statuses = answers.stream().map(Answer::status).toList();
    assertThat(Collections.frequency(statuses, 200)).as(statuses.toString()).isEqualTo(1);
    assertThat(answers.stream().filter(a -> a.status() != 200))
        .allSatisfy(a -> assertAnswer(a, 400, "TOKEN_INVALID"));
    int winner = statuses.indexOf(200);
    assertOk(client.login(email, "password number " + winner));
    assertAnswer(
        client.login(email, "password number " + (winner + 1) % MANY), 403, "WRONG_PASSWORD");
    client.mail(email, 3);
    assertThat(stack.mailbox().messagesTo(email)).hasSize(3);
  }

  @Test
  void confirm_amidLoginsWithTheOldPassword_noSessionOutlivesIt() {
    String email = client.activeMember();
    String token = askedFor(email, 1);

    List<Answer> answers =
        InParallel.times(
            MANY,
            i ->
                i == MANY / 2
                    ? client.confirmPasswordReset(token, NEW)
                    : client.login(email, PASSWORD));

    assertOk(answers.get(MANY / 2));
    // The old password is a wrong one by now, and wrong ones lock the login for a while.
    assertThat(answers).allSatisfy(a -> assertThat(a.status()).isIn(200, 403, 429));
    assertThat(answers.stream().filter(a -> !a.cookies().isEmpty()))
        .allSatisfy(
            a -> assertThat(client.refresh(a.cookie("refresh_token")).status()).isEqualTo(401));
    Eventually.get(
        () -> client.login(email, NEW), a -> a.status() == 200, "a login with the new password");
  }

  // --- a table that fails

  private void fail(String function, String operation, Fault fault) {
    stack
        .dynamoDb()
        .fail(
            call ->
                call.function().equals(function) && call.operation().equals(operation)
                    ? Optional.of(fault)
                    : Optional.empty());
  }

  static Stream<Fault> refusals() {
    return Stream.of(Fault.refuse(), Fault.error("ProvisionedThroughputExceededException", "no"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "TransactWriteItems"})
  void reset_tableFailsAtAStep_is503ForEveryAddressAndMailsNothing(String operation) {
    String email = client.activeMember();

    for (Fault fault : refusals().toList()) {
      fail("ResetPasswordFunction", operation, fault);
      assertUnavailable(client.resetPassword(email));
      assertUnavailable(client.resetPassword(unique("u") + "@example.com"));
    }

    stack.dynamoDb().recover();
    assertOk(client.confirmPasswordReset(askedFor(email, 1), NEW));
    client.mail(email, 3);
    assertThat(stack.mailbox().messagesTo(email)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "Query", "TransactWriteItems"})
  void confirm_tableFailsAtAStep_is503AndTheTokenStaysGood(String operation) {
    String email = client.activeMember();
    Answer login = client.login(email, PASSWORD);
    String token = askedFor(email, 1);

    for (Fault fault : refusals().toList()) {
      fail("ConfirmPasswordResetFunction", operation, fault);
      assertUnavailable(client.confirmPasswordReset(token, NEW));
    }

    stack.dynamoDb().recover();
    assertOk(client.login(email, PASSWORD));
    assertOk(client.refresh(login.cookie("refresh_token")));
    assertOk(client.confirmPasswordReset(token, NEW));
    assertOk(client.login(email, NEW));
  }

  @Test
  void tableHangs_is503BeforeTheFunctionTimesOutAndTheTokenStaysGood() {
    String email = client.activeMember();
    String token = askedFor(email, 1);

    fail("ConfirmPasswordResetFunction", "GetItem", Fault.delay(Duration.ofSeconds(20)));
    assertUnavailable(client.confirmPasswordReset(token, NEW));
    fail("ResetPasswordFunction", "GetItem", Fault.delay(Duration.ofSeconds(20)));
    assertUnavailable(client.resetPassword(email));

    stack.dynamoDb().recover();
    assertOk(client.confirmPasswordReset(token, NEW));
  }

  @Test
  void tableLosesAnAnswer_theRepetitionCountsOnce() {
    String email = client.activeMember();
    int[] lost = {0};
    stack
        .dynamoDb()
        .fail(
            call ->
                call.operation().equals("TransactWriteItems") && lost[0]++ == 0
                    ? Optional.of(Fault.loseAnswer())
                    : Optional.empty());
    String token = askedFor(email, 1);

    lost[0] = 0;
    assertOk(client.confirmPasswordReset(token, NEW));

    stack.dynamoDb().recover();
    assertOk(client.login(email, NEW));
    client.mail(email, 3);
    assertThat(stack.mailbox().messagesTo(email)).hasSize(3);
  }

  /** Nobody can tell then; what was made is whole. */
  @Test
  void tableLosesEveryAnswer_is503AndThePasswordIsChangedWithAllThatBelongsToIt() {
    String email = client.activeMember();
    Answer login = client.login(email, PASSWORD);
    String token = askedFor(email, 1);
    fail("ConfirmPasswordResetFunction", "TransactWriteItems", Fault.loseAnswer());

    assertUnavailable(client.confirmPasswordReset(token, NEW));

    stack.dynamoDb().recover();
    assertOk(client.login(email, NEW));
    assertThat(client.refresh(login.cookie("refresh_token")).status()).isEqualTo(401);
    assertThat(client.mail(email, 3)).contains("The password of your account was changed.");
    assertAnswer(client.confirmPasswordReset(token, PASSWORD), 400, "TOKEN_INVALID");
  }
}
