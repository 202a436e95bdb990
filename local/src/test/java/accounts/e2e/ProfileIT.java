package accounts.e2e;

import static accounts.e2e.Client.ACCOUNTS;
import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static accounts.e2e.StackExtension.ALLOWED_ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.account.DynamoAccountStore;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.e2e.Client.Answer;
import accounts.e2e.StackExtension.RunningStack;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.local.dynamodb.DynamoDbCall;
import accounts.local.dynamodb.Fault;
import accounts.local.mail.Mail;
import accounts.mail.OutboxMail;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStore;
import accounts.session.DynamoSessionStore;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.session.SessionStore;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What members do with their own accounts: profile, password, export, deletion. */
@ExtendWith(StackExtension.class)
class ProfileIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String NEW_PASSWORD = "staple battery horse correct";

  private final RunningStack running;
  private final LocalStack stack;
  private final Client client;
  private final String table;
  private final MemberStore members;
  private final SessionStore sessions;
  private final AccountStore accounts;

  ProfileIT(RunningStack running) {
    this.running = running;
    this.stack = running.stack();
    this.client = new Client(stack);
    this.table = stack.dynamoDb().tableName("AccountsTable");
    DynamoTable dynamo = new DynamoTable(stack.dynamoDb().client(), table);
    this.members = new DynamoMemberStore(dynamo, Clock.systemUTC());
    this.sessions = new DynamoSessionStore(dynamo, Clock.systemUTC());
    this.accounts = new DynamoAccountStore(dynamo, Clock.systemUTC());
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
    stack.redis().start();
  }

  /** An active member, logged in. The nickname is the part of the address before the @. */
  private record Somebody(MemberId id, String email, String access, String refresh) {
    String nickname() {
      return email.split("@", -1)[0];
    }
  }

  private Somebody somebody() {
    String email = client.activeMember();
    Answer login = client.login(email, PASSWORD);
    MemberId id = member(email).id();
    return new Somebody(id, email, login.cookie("access_token"), login.cookie("refresh_token"));
  }

  private Member member(String email) {
    return members.findByEmail(new Email(email)).orElseThrow();
  }

  /** The keys of the items in which that text stands somewhere. */
  private List<String> itemsWith(String text) {
    return stack
        .dynamoDb()
        .client()
        .scanPaginator(s -> s.tableName(table).consistentRead(true))
        .items()
        .stream()
        .filter(item -> item.toString().contains(text))
        .map(item -> Attributes.string(item, "pk") + " " + Attributes.string(item, "sk"))
        .toList();
  }

  private Set<String> redisKeysWith(String text) {
    try (Jedis redis = new Jedis(URI.create(stack.redis().url()))) {
      return redis.keys("*" + text + "*");
    }
  }

  private static Map<String, String> cookie(String access) {
    return Map.of("Cookie", "access_token=" + access);
  }

  private Answer send(String method, String path, String body, Map<String, String> headers) {
    return client.send(method, ACCOUNTS + path, BodyPublishers.ofString(body), headers);
  }

  private static Map<String, String> with(String access, String... headers) {
    Map<String, String> all = new HashMap<>(cookie(access));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return all;
  }

  private static void assertAnswer(Answer answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  private static void assertUnavailable(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    assertThat(answer.cookies()).isEmpty();
  }

  private static int count(List<Answer> answers, int status) {
    return Collections.frequency(answers.stream().map(Answer::status).toList(), status);
  }

  private static void assertClearsCookies(Answer answer) {
    assertThat(answer.cookies())
        .containsExactlyInAnyOrder(
            "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
            "refresh_token=; Path=/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax");
  }

  private Mail lastMail(String email, int mails) {
    client.mail(email, mails);
    return stack.mailbox().messagesTo(email).getLast();
  }

  // --- all of them

  @ParameterizedTest
  @CsvSource({"PATCH, /me", "DELETE, /me", "GET, /me/export", "POST, /password/change"})
  void protectedEndpoint_withoutAGoodToken_is401(String method, String path) {
    assertAnswer(
        send(method, path, "{}", Map.of()),
        401,
        "{\"error\":\"access 토큰이 필요합니다.\",\"code\":\"ACCESS_TOKEN_REQUIRED\"}");
    assertThat(send(method, path, "{}", cookie("x")).code()).isEqualTo("ACCESS_TOKEN_INVALID");
  }

  @Test
  void protectedEndpoint_memberGoneOrDisabled_is401() {
    Somebody gone = somebody();
    assertThat(client.deleteMe(gone.access(), PASSWORD).status()).isEqualTo(200);
    Somebody disabled = somebody();
    stack
        .dynamoDb()
        .client()
        .updateItem(
            u ->
                u.tableName(table)
                    .key(Attributes.key("MEMBER#" + disabled.id(), "PROFILE"))
                    .updateExpression("SET #status = :disabled")
                    .expressionAttributeNames(Map.of("#status", "status"))
                    .expressionAttributeValues(Map.of(":disabled", Attributes.string("DISABLED"))));

    for (Somebody who : List.of(gone, disabled)) {
      for (Answer answer :
          List.of(
              client.me(who.access()),
              client.updateMe(who.access(), Map.of("nickname", unique("g"))),
              client.export(who.access()),
              client.changePassword(who.access(), PASSWORD, NEW_PASSWORD),
              client.deleteMe(who.access(), PASSWORD))) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("ACCESS_TOKEN_INVALID");
      }
    }
    assertThat(itemsWith(gone.id().value())).noneMatch(key -> key.contains("PROFILE"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT    | /me              | GET, PATCH, DELETE | Only GET, PATCH and DELETE requests are allowed
          POST   | /me              | GET, PATCH, DELETE | Only GET, PATCH and DELETE requests are allowed
          POST   | /me/export       | GET                | Only GET requests are allowed
          DELETE | /me/export       | GET                | Only GET requests are allowed
          GET    | /password/change | POST               | Only POST requests are allowed
          PATCH  | /password/change | POST               | Only POST requests are allowed
          """)
  void wrongMethod_is405(String method, String path, String allow, String error) {
    Answer answer = send(method, path, "", cookie(somebody().access()));

    assertAnswer(answer, 405, "{\"error\":\"" + error + "\",\"code\":\"METHOD_NOT_ALLOWED\"}");
    assertThat(answer.header("Allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PATCH  | /me              | GET, PATCH, DELETE
          DELETE | /me              | GET, PATCH, DELETE
          GET    | /me/export       | GET
          POST   | /password/change | POST
          """)
  void preflight_ofAnAllowedOrigin_isGranted(String method, String path, String granted) {
    Answer answer =
        client.send(
            "OPTIONS",
            ACCOUNTS + path,
            BodyPublishers.noBody(),
            Map.of("Origin", ALLOWED_ORIGIN, "Access-Control-Request-Method", method));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo(granted);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED_ORIGIN);
  }

  @ParameterizedTest
  @CsvSource({"PATCH, /me", "DELETE, /me", "POST, /password/change"})
  void crossSiteRequest_is403AndChangesNothing(String method, String path) {
    Somebody alice = somebody();
    String body =
        Json.write(
            Map.of("password", PASSWORD, "newPassword", NEW_PASSWORD, "nickname", unique("x")));

    Answer answer =
        send(
            method,
            path,
            body,
            with(alice.access(), "Sec-Fetch-Site", "cross-site", "Origin", "https://e.example"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("CROSS_SITE_REQUEST");
    assertThat(member(alice.email()).nickname().text()).isEqualTo(alice.nickname());
    assertThat(client.login(alice.email(), PASSWORD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"PATCH, /me", "DELETE, /me", "POST, /password/change"})
  void malformedBody_is400(String method, String path) {
    Map<String, String> headers = cookie(somebody().access());

    for (String body : List.of("", "[]", "no JSON")) {
      assertThat(send(method, path, body, headers).code()).isEqualTo("MALFORMED_REQUEST");
    }
    byte[] noUtf8 = "{\"password\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(
            client
                .send(method, ACCOUNTS + path, BodyPublishers.ofByteArray(noUtf8), headers)
                .code())
        .isEqualTo("MALFORMED_REQUEST");
    assertThat(send(method, path, "{\"x\":\"" + "x".repeat(16 * 1024) + "\"}", headers).status())
        .isEqualTo(413);
  }

  @Test
  void log_hasNeitherPasswordsNorNames() {
    Somebody alice = somebody();
    String nickname = unique("secret");
    client.updateMe(alice.access(), Map.of("nickname", nickname));
    client.changePassword(alice.access(), "wrong " + nickname, NEW_PASSWORD + nickname);
    client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD + nickname);
    client.export(alice.access());
    client.deleteMe(alice.access(), NEW_PASSWORD + nickname);

    Eventually.get(
        () -> running.log().stream().filter(line -> line.startsWith("[DeleteMe")).toList(),
        lines -> !lines.isEmpty(),
        "a line of DeleteMeFunction");
    assertThat(String.join("\n", running.log()))
        .doesNotContain(nickname)
        .doesNotContain(alice.email())
        .doesNotContain(PASSWORD);
  }

  // --- PATCH me

  @Test
  void update_bothFields_answersWithTheProfileAndFreesTheOldNickname() {
    Somebody alice = somebody();
    String nickname = unique("새");

    Answer answer = client.updateMe(alice.access(), Map.of("nickname", nickname, "language", "ko"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("nickname").asText()).isEqualTo(nickname);
    assertThat(answer.json().path("language").asText()).isEqualTo("ko");
    assertThat(answer.body()).isEqualTo(client.me(alice.access()).body());
    assertThat(client.signup(unique("heir") + "@example.com", alice.nickname()).status())
        .isEqualTo(201);
    assertThat(client.signup(unique("late") + "@example.com", nickname).code())
        .isEqualTo("NICKNAME_TAKEN");
    // Mails are in the new language.
    client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD);
    assertThat(lastMail(alice.email(), 2).subject()).isEqualTo("비밀번호가 변경되었습니다");
  }

  @Test
  void update_oneFieldOrNone_leavesTheOthers() {
    Somebody alice = somebody();

    assertThat(client.updateMe(alice.access(), Map.of("language", "ko")).status()).isEqualTo(200);
    assertThat(client.updateMe(alice.access(), Map.of("email", "x@example.com")).status())
        .isEqualTo(200);
    String nickname = alice.nickname().toUpperCase(Locale.ROOT);
    Answer answer = client.updateMe(alice.access(), Map.of("nickname", nickname));

    assertThat(answer.json().path("nickname").asText()).isEqualTo(nickname);
    assertThat(answer.json().path("language").asText()).isEqualTo("ko");
    assertThat(answer.json().path("email").asText()).isEqualTo(alice.email());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"nickname":null}            | REQUIRED_FIELD | nickname
          {"nickname":" "}             | REQUIRED_FIELD | nickname
          {"nickname":7}               | INVALID_FIELD  | nickname
          {"nickname":"a\\u0000b"}     | INVALID_FIELD  | nickname
          {"language":""}              | REQUIRED_FIELD | language
          {"language":null}            | REQUIRED_FIELD | language
          {"language":"KO"}            | INVALID_FIELD  | language
          {"nickname":"ok","language":"fr"} | INVALID_FIELD | language
          """)
  void update_badField_is400AndChangesNothing(String body, String code, String field) {
    Somebody alice = somebody();

    Answer answer = send("PATCH", "/me", body, cookie(alice.access()));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("field").asText()).isEqualTo(field);
    assertThat(member(alice.email()).nickname().text()).isEqualTo(alice.nickname());
  }

  @Test
  void update_badLanguage_isSaidInBothLanguages() {
    Somebody alice = somebody();

    for (Map.Entry<String, String> text :
        Map.of("en", "The language must be en or ko", "ko", "언어는 en 또는 ko여야 합니다").entrySet()) {
      assertAnswer(
          send(
              "PATCH",
              "/me",
              "{\"language\":\"de\"}",
              with(alice.access(), "Accept-Language", text.getKey())),
          400,
          "{\"error\":\""
              + text.getValue()
              + "\",\"code\":\"INVALID_FIELD\",\"field\":\"language\"}");
    }
  }

  @Test
  void update_nicknameTaken_is409() {
    Somebody alice = somebody();
    Somebody bob = somebody();

    assertAnswer(
        client.updateMe(
            alice.access(),
            Map.of("nickname", bob.nickname().toUpperCase(Locale.ROOT), "language", "ko")),
        409,
        "{\"error\":\"Nickname is already taken\",\"code\":\"NICKNAME_TAKEN\"}");
    assertThat(client.me(alice.access()).json().path("language").asText()).isEqualTo("en");
  }

  @Test
  void update_twentyMembersToOneNickname_oneGetsItAndNothingIsStray() {
    List<Somebody> all = InParallel.times(20, i -> somebody());
    String wanted = unique("wanted");

    List<Answer> answers =
        InParallel.times(20, i -> client.updateMe(all.get(i).access(), Map.of("nickname", wanted)));

    assertThat(count(answers, 200)).as(answers.toString()).isEqualTo(1);
    assertThat(answers.stream().filter(a -> a.status() != 200).map(Answer::code))
        .hasSize(19)
        .containsOnly("NICKNAME_TAKEN");
    for (int i = 0; i < 20; i++) {
      Somebody who = all.get(i);
      boolean won = answers.get(i).status() == 200;
      assertThat(client.me(who.access()).json().path("nickname").asText())
          .isEqualTo(won ? wanted : who.nickname());
      assertThat(nicknameGuardsOf(who))
          .containsExactly("NICKNAME#" + (won ? wanted : who.nickname()));
    }
  }

  /** The nicknames that the member holds. */
  private List<String> nicknameGuardsOf(Somebody who) {
    return itemsWith(who.id().value()).stream()
        .filter(key -> key.startsWith("NICKNAME#"))
        .map(key -> key.replace(" GUARD", ""))
        .toList();
  }

  @Test
  void update_oneMemberToManyNicknames_oneStandsAndTheOthersAreFree() {
    Somebody alice = somebody();
    String prefix = unique("many");

    List<Answer> answers =
        InParallel.times(5, i -> client.updateMe(alice.access(), Map.of("nickname", prefix + i)));

    // Who meets the others three times is told to try again.
    assertThat(count(answers, 200)).isPositive();
    assertThat(count(answers, 200) + count(answers, 503)).isEqualTo(5);
    String nickname = member(alice.email()).nickname().text();
    assertThat(nickname).startsWith(prefix);
    assertThat(nicknameGuardsOf(alice)).containsExactly("NICKNAME#" + nickname);
    for (int i = 0; i < 5; i++) {
      assertThat(client.signup(unique("h") + "@example.com", prefix + i).status())
          .isEqualTo(nickname.equals(prefix + i) ? 409 : 201);
    }
    assertThat(client.signup(unique("h") + "@example.com", alice.nickname()).status())
        .isEqualTo(201);
  }

  @Test
  void update_nicknameAndLanguageAtOnce_bothStand() {
    for (int round = 0; round < 3; round++) {
      Somebody alice = somebody();
      String nickname = unique("both");

      List<Answer> answers =
          InParallel.times(
              2,
              i ->
                  client.updateMe(
                      alice.access(),
                      i == 0 ? Map.of("nickname", nickname) : Map.of("language", "ko")));

      assertThat(count(answers, 200)).isEqualTo(2);
      JsonNode me = client.me(alice.access()).json();
      assertThat(me.path("nickname").asText()).isEqualTo(nickname);
      assertThat(me.path("language").asText()).isEqualTo("ko");
    }
  }

  // --- DELETE me

  @Test
  void delete_endsAllAtOnceAndMails() {
    Somebody alice = somebody();
    Answer other = client.login(alice.email(), PASSWORD);

    Answer answer = client.deleteMe(alice.access(), PASSWORD);

    assertAnswer(answer, 200, "{\"message\":\"The account was deleted\"}");
    assertClearsCookies(answer);
    assertThat(client.me(alice.access()).code()).isEqualTo("ACCESS_TOKEN_INVALID");
    for (String token : List.of(alice.refresh(), other.cookie("refresh_token"))) {
      assertThat(client.refresh(token).code()).isEqualTo("REFRESH_TOKEN_INVALID");
    }
    assertThat(client.login(alice.email(), PASSWORD).code()).isEqualTo("MEMBER_NOT_FOUND");
    assertThat(lastMail(alice.email(), 2).subject()).isEqualTo("Your account was deleted");
    assertThat(client.deleteMe(alice.access(), PASSWORD).code()).isEqualTo("ACCESS_TOKEN_INVALID");
  }

  @Test
  void delete_inKorean_answersInKorean() {
    Somebody alice = somebody();

    assertAnswer(
        send(
            "DELETE",
            "/me",
            Json.write(Map.of("password", PASSWORD)),
            with(alice.access(), "Accept-Language", "ko")),
        200,
        "{\"message\":\"계정이 삭제되었습니다\"}");
  }

  @Test
  void delete_emailAndNickname_areFreeAtOnce() {
    Somebody alice = somebody();
    assertThat(client.deleteMe(alice.access(), PASSWORD).status()).isEqualTo(200);

    assertThat(client.signup(alice.email(), alice.nickname()).status()).isEqualTo(201);

    assertThat(member(alice.email()).id()).isNotEqualTo(alice.id());
    // The old token does not reach the new member.
    assertThat(client.me(alice.access()).status()).isEqualTo(401);
    assertThat(client.deleteMe(alice.access(), PASSWORD).status()).isEqualTo(401);
    assertThat(members.findByEmail(new Email(alice.email()))).isPresent();
  }

  @Test
  void delete_everythingThatThereCanBe_leavesNoTrace() {
    Somebody alice = somebody();
    String old = unique("old") + "@example.com";
    client.login(alice.email(), PASSWORD);
    // Adds a code to Redis and a mail to the outbox.
    client.resend(alice.email(), PASSWORD);
    client.mail(alice.email(), 2);
    haveFormerEmail(alice, old);
    askForReset(alice);
    askForEmailChange(alice, unique("new") + "@example.com");
    assertThat(redisKeysWith(alice.id().value())).isNotEmpty();
    assertThat(itemsWith(alice.id().value())).hasSizeGreaterThan(10);

    assertThat(client.deleteMe(alice.access(), PASSWORD).status()).isEqualTo(200);

    assertThat(redisKeysWith(alice.id().value())).isEmpty();
    client.mail(alice.email(), 3);
    Eventually.get(
        () -> itemsWith(alice.id().value()), List::isEmpty, "no item of the deleted member");
    assertThat(itemsWith(alice.email())).isEmpty();
    assertThat(itemsWith(alice.nickname())).isEmpty();
    assertThat(itemsWith(old)).isEmpty();
    assertThat(client.signup(old, unique("n")).status()).isEqualTo(201);
  }

  /** As if the member had had that address before. */
  private FormerEmail haveFormerEmail(Somebody who, String old) {
    Instant now = Instant.now();
    SecretToken token = SecretToken.create(who.id(), RANDOM);
    FormerEmail toOld = FormerEmail.of(new Email(who.email()), token, now.minusSeconds(1));
    change(who, who.email(), old, toOld);
    FormerEmail fromOld = FormerEmail.of(new Email(old), token, now);
    change(who, old, who.email(), fromOld);
    return fromOld;
  }

  private void change(Somebody who, String from, String to, FormerEmail former) {
    EmailChange change = EmailChange.to(new Email(to), Instant.now());
    OutboxMail mail =
        OutboxMail.passwordChanged(
            who.id().value(), unique("x") + "@example.com", member(from).language(), Instant.now());
    assertThat(accounts.requestEmailChange(member(from), change, mail)).isEqualTo(Change.DONE);
    assertThat(accounts.confirmEmailChange(member(from), change, former, mail))
        .isEqualTo(Change.DONE);
  }

  private PasswordReset askForReset(Somebody who) {
    Member member = member(who.email());
    SecretToken token = SecretToken.create(who.id(), RANDOM);
    PasswordReset reset = PasswordReset.by(token, Instant.now());
    OutboxMail mail =
        OutboxMail.passwordReset(
            who.id().value(),
            token.reveal(),
            unique("x") + "@example.com",
            member.language(),
            Instant.now());
    assertThat(accounts.requestReset(member, reset, mail)).isEqualTo(Change.DONE);
    return reset;
  }

  private EmailChange askForEmailChange(Somebody who, String to) {
    Member member = member(who.email());
    EmailChange change = EmailChange.to(new Email(to), Instant.now());
    OutboxMail mail =
        OutboxMail.emailChangeCode(
            who.id().value(), "ABC123", to, member.language(), Instant.now());
    assertThat(accounts.requestEmailChange(member, change, mail)).isEqualTo(Change.DONE);
    return change;
  }

  @Test
  void delete_addressThatBounced_getsNoMailMore() {
    String email = "bounce+" + unique("d") + "@simulator.amazonses.com";
    client.signup(email, unique("d"));
    client.verify(email, client.code(email, 1));
    Answer login = client.login(email, PASSWORD);
    Eventually.get(
        () -> member(email).suppression(), Optional::isPresent, "the bounce of " + email);
    MemberId id = member(email).id();

    assertThat(client.deleteMe(login.cookie("access_token"), PASSWORD).status()).isEqualTo(200);

    Eventually.get(() -> itemsWith(id.value()), List::isEmpty, "no item of the deleted member");
    assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
  }

  @Test
  void delete_wrongOrMissingPassword_deletesNothing() {
    Somebody alice = somebody();

    Answer wrong = client.deleteMe(alice.access(), "wrong password");
    assertAnswer(wrong, 403, "{\"error\":\"비밀번호가 틀렸습니다\",\"code\":\"WRONG_PASSWORD\"}");
    assertThat(wrong.cookies()).isEmpty();
    assertThat(send("DELETE", "/me", "{}", cookie(alice.access())).code())
        .isEqualTo("REQUIRED_FIELD");
    // As if something on the way had dropped the body.
    assertThat(
            client
                .send("DELETE", ACCOUNTS + "/me", BodyPublishers.noBody(), cookie(alice.access()))
                .code())
        .isEqualTo("MALFORMED_REQUEST");

    assertThat(client.me(alice.access()).status()).isEqualTo(200);
    assertThat(client.refresh(alice.refresh()).status()).isEqualTo(200);
    assertThat(stack.mailbox().messagesTo(alice.email())).hasSize(1);
  }

  @Test
  void delete_duringLogins_leavesNoSession() {
    for (int round = 0; round < 4; round++) {
      Somebody alice = somebody();

      List<Answer> answers =
          InParallel.times(
              5,
              i ->
                  i == 2
                      ? client.deleteMe(alice.access(), PASSWORD)
                      : client.login(alice.email(), PASSWORD));

      assertThat(answers.remove(2).status()).isEqualTo(200);
      assertThat(itemsWith(alice.id().value())).noneMatch(key -> key.contains("SESSION#"));
      for (Answer login : answers) {
        if (login.status() == 200) {
          assertThat(client.refresh(login.cookie("refresh_token")).status()).isEqualTo(401);
        } else {
          assertThat(login.status()).as(login.toString()).isEqualTo(404);
        }
      }
    }
  }

  @Test
  void delete_duringARefresh_theSessionEndsAllTheSame() {
    for (int round = 0; round < 4; round++) {
      Somebody alice = somebody();

      List<Answer> answers =
          InParallel.times(
              4,
              i ->
                  i == 2
                      ? client.deleteMe(alice.access(), PASSWORD)
                      : client.refresh(alice.refresh()));

      assertThat(answers.remove(2).status()).isEqualTo(200);
      assertThat(itemsWith(alice.id().value())).noneMatch(key -> key.contains("SESSION#"));
      for (Answer refresh : answers) {
        String token = refresh.status() == 200 ? refresh.cookie("refresh_token") : alice.refresh();
        assertThat(client.refresh(token).code()).isEqualTo("REFRESH_TOKEN_INVALID");
      }
    }
  }

  @Test
  void delete_twiceAtOnce_oneSucceedsAndOneMailIsSent() {
    Somebody alice = somebody();

    List<Answer> answers = InParallel.times(2, i -> client.deleteMe(alice.access(), PASSWORD));

    assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 401);
    client.mail(alice.email(), 2);
    Eventually.get(
        () -> itemsWith(alice.id().value()), List::isEmpty, "no item of the deleted member");
    assertThat(stack.mailbox().messagesTo(alice.email())).hasSize(2);
  }

  // --- GET me/export

  @Test
  void export_isAllThatIsStoredWithoutCredentials() {
    Somebody alice = somebody();
    Answer other = client.login(alice.email(), PASSWORD);
    client.refresh(other.cookie("refresh_token"));
    String old = unique("old") + "@example.com";
    String wanted = unique("new") + "@example.com";
    FormerEmail former = haveFormerEmail(alice, old);
    PasswordReset reset = askForReset(alice);
    EmailChange change = askForEmailChange(alice, wanted);

    Answer answer = client.export(alice.access());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode export = answer.json();
    assertThat(Instant.parse(export.path("exportedAt").asText())).isAfter(change.requestedAt());
    JsonNode member = export.path("member");
    assertThat(member.path("id").asText()).isEqualTo(alice.id().value());
    assertThat(member.path("email").asText()).isEqualTo(alice.email());
    assertThat(member.path("nickname").asText()).isEqualTo(alice.nickname());
    assertThat(member.path("language").asText()).isEqualTo("en");
    assertThat(member.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(member.has("suppression")).isFalse();
    assertThat(export.path("sessions")).hasSize(2);
    // Used last, but not the one that asks.
    assertThat(export.at("/sessions/0/generation").asInt()).isEqualTo(1);
    assertThat(export.at("/sessions/0/current").asBoolean()).isFalse();
    assertThat(export.at("/sessions/1/current").asBoolean()).isTrue();
    assertThat(export.at("/sessions/1/address").asText()).isEqualTo("127.0.0.0/24");
    assertThat(export.at("/mails/0/kind").asText()).isEqualTo("VERIFY_EMAIL");
    assertThat(export.at("/mails/0/to").asText()).isEqualTo(alice.email());
    assertThat(export.path("mails")).hasSize(5);
    assertThat(export.at("/passwordReset/expiresAt").asText())
        .startsWith(reset.expiresAt().toString().substring(0, 19));
    assertThat(export.at("/emailChange/email").asText()).isEqualTo(wanted);
    assertThat(export.path("formerEmails")).hasSize(2);
    assertThat(export.at("/formerEmails/1/email").asText()).isEqualTo(old);

    assertThat(answer.body())
        .doesNotContain(member(alice.email()).passwordHash().value())
        .doesNotContain("bcrypt")
        .doesNotContain(reset.digest())
        .doesNotContain(former.digest())
        .doesNotContain("ABC123")
        .doesNotContain("ttl")
        .doesNotContain("oken\"");
  }

  @Test
  void export_ofANewMember_hasNothingOfOthers() {
    Somebody alice = somebody();
    Somebody bob = somebody();

    Answer answer = client.export(alice.access());

    assertThat(answer.json().properties().stream().map(Map.Entry::getKey))
        .containsExactly("exportedAt", "member", "sessions", "mails", "formerEmails");
    assertThat(answer.body()).doesNotContain(bob.id().value()).doesNotContain(bob.email());
  }

  @Test
  void export_twoThousandSessions_isAnswered() {
    Somebody alice = somebody();
    List<WriteRequest> sessionsOfAlice = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      Map<String, AttributeValue> item =
          new HashMap<>(
              Attributes.key(
                  "MEMBER#" + alice.id(), "SESSION#" + SessionId.create(RANDOM).value()));
      item.put("generation", Attributes.number(0));
      item.put("createdAt", Attributes.millis(Instant.now()));
      item.put("rotatedAt", Attributes.millis(Instant.now()));
      item.put("ttl", Attributes.seconds(Instant.now().plus(Duration.ofDays(7))));
      item.put("userAgent", Attributes.string("Mozilla/5.0 \"quoted\" ".repeat(12)));
      item.put("address", Attributes.string("203.0.113.0/24"));
      sessionsOfAlice.add(
          WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build());
    }
    for (int i = 0; i < 2000; i += 25) {
      List<WriteRequest> batch = sessionsOfAlice.subList(i, i + 25);
      stack.dynamoDb().client().batchWriteItem(b -> b.requestItems(Map.of(table, batch)));
    }

    Answer answer = client.export(alice.access());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("sessions")).hasSize(2001);
    assertThat(answer.body().length()).isLessThan(4_000_000);
    // So many can be ended, too.
    assertThat(client.deleteMe(alice.access(), PASSWORD).status()).isEqualTo(200);
    assertThat(itemsWith(alice.id().value())).noneMatch(key -> key.contains("SESSION#"));
  }

  // --- POST password/change

  @Test
  void changePassword_endsTheOtherSessionsAndMails() {
    Somebody alice = somebody();
    Answer other = client.login(alice.email(), PASSWORD);
    askForReset(alice);
    askForEmailChange(alice, unique("new") + "@example.com");

    Answer answer = client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD);

    assertAnswer(answer, 200, "{\"message\":\"The password was changed\"}");
    assertThat(answer.cookies()).isEmpty();
    assertThat(client.refresh(other.cookie("refresh_token")).code())
        .isEqualTo("REFRESH_TOKEN_INVALID");
    assertThat(client.refresh(alice.refresh()).status()).isEqualTo(200);
    assertThat(client.login(alice.email(), PASSWORD).code()).isEqualTo("WRONG_PASSWORD");
    assertThat(client.login(alice.email(), NEW_PASSWORD).status()).isEqualTo(200);
    assertThat(accounts.findReset(alice.id())).isEmpty();
    assertThat(accounts.findEmailChange(alice.id())).isEmpty();
    assertThat(lastMail(alice.email(), 2).subject()).isEqualTo("Your password was changed");
  }

  @Test
  void changePassword_inKorean_answersInKorean() {
    Somebody alice = somebody();

    assertAnswer(
        send(
            "POST",
            "/password/change",
            Json.write(Map.of("password", PASSWORD, "newPassword", NEW_PASSWORD)),
            with(alice.access(), "Accept-Language", "ko")),
        200,
        "{\"message\":\"비밀번호가 변경되었습니다\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                    | 400 | REQUIRED_FIELD | password
          {"newPassword":"long enough"}                         | 400 | REQUIRED_FIELD | password
          {"password":"x"}                                      | 400 | REQUIRED_FIELD | newPassword
          {"password":"x","newPassword":""}                     | 400 | REQUIRED_FIELD | newPassword
          {"password":"x","newPassword":"seven77"}              | 400 | INVALID_FIELD  | newPassword
          {"password":"x","newPassword":["long enough"]}        | 400 | INVALID_FIELD  | newPassword
          {"password":"wrong password","newPassword":"long enough"} | 403 | WRONG_PASSWORD |
          """)
  void changePassword_refused_changesNothing(String body, int status, String code, String field) {
    Somebody alice = somebody();

    Answer answer = send("POST", "/password/change", body, cookie(alice.access()));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("field").asText(null)).isEqualTo(field);
    assertThat(client.login(alice.email(), PASSWORD).status()).isEqualTo(200);
    assertThat(client.refresh(alice.refresh()).status()).isEqualTo(200);
    assertThat(stack.mailbox().messagesTo(alice.email())).hasSize(1);
  }

  @Test
  void changePassword_duringRefreshesOfAnotherSession_endsItAndKeepsTheCurrentOne() {
    for (int round = 0; round < 4; round++) {
      Somebody alice = somebody();
      String other = client.login(alice.email(), PASSWORD).cookie("refresh_token");

      List<Answer> answers =
          InParallel.times(
              4,
              i ->
                  i == 2
                      ? client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD)
                      : client.refresh(other));

      assertThat(answers.remove(2).status()).isEqualTo(200);
      for (Answer refresh : answers) {
        String token = refresh.status() == 200 ? refresh.cookie("refresh_token") : other;
        assertThat(client.refresh(token).code()).isEqualTo("REFRESH_TOKEN_INVALID");
      }
      assertThat(client.refresh(alice.refresh()).status()).isEqualTo(200);
      assertThat(sessions.ofMember(alice.id())).hasSize(1);
    }
  }

  @Test
  void changePassword_duringLogins_noneWithTheOldOneIsLeft() {
    for (int round = 0; round < 3; round++) {
      Somebody alice = somebody();

      List<Answer> answers =
          InParallel.times(
              5,
              i ->
                  i == 2
                      ? client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD)
                      : client.login(alice.email(), PASSWORD));

      assertThat(answers.remove(2).status()).isEqualTo(200);
      assertThat(sessions.ofMember(alice.id())).extracting(Session::member).hasSize(1);
      assertThat(client.refresh(alice.refresh()).status()).isEqualTo(200);
    }
  }

  @Test
  void changePassword_twiceAtOnce_oneOfThemStands() {
    Somebody alice = somebody();

    List<Answer> answers =
        InParallel.times(2, i -> client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD + i));

    assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 403);
    int winner = answers.get(0).status() == 200 ? 0 : 1;
    assertThat(client.login(alice.email(), NEW_PASSWORD + winner).status()).isEqualTo(200);
    assertThat(client.login(alice.email(), PASSWORD).status()).isEqualTo(403);
    assertThat(client.login(alice.email(), NEW_PASSWORD + (1 - winner)).status()).isEqualTo(403);
    client.mail(alice.email(), 2);
  }

  // --- stores that fail

  private void failTable(String function, Predicate<DynamoDbCall> which, Fault fault) {
    stack
        .dynamoDb()
        .fail(
            call ->
                call.function().equals(function) && which.test(call)
                    ? Optional.of(fault)
                    : Optional.empty());
  }

  /** Has the table fail from the first call on, then from the second on, until none fails. */
  private void failAtEachCall(
      String function, int calls, Supplier<Answer> request, Runnable unchanged) {
    for (int passing = 0; passing < calls; passing++) {
      AtomicInteger left = new AtomicInteger(passing);
      failTable(function, call -> left.getAndDecrement() <= 0, Fault.refuse());
      assertUnavailable(request.get());
      stack.dynamoDb().recover();
      unchanged.run();
    }
    AtomicInteger made = new AtomicInteger();
    failTable(
        function,
        call -> {
          made.incrementAndGet();
          return false;
        },
        Fault.refuse());
    assertThat(request.get().status()).isEqualTo(200);
    assertThat(made).as("calls to the table").hasValue(calls);
  }

  @Test
  void update_tableFailsAtAnyCall_is503AndNothingIsChanged() {
    Somebody alice = somebody();
    String nickname = unique("wanted");

    failAtEachCall(
        "UpdateMeFunction",
        2,
        () -> client.updateMe(alice.access(), Map.of("nickname", nickname, "language", "ko")),
        () -> {
          assertThat(member(alice.email()).nickname().text()).isEqualTo(alice.nickname());
          assertThat(nicknameGuardsOf(alice)).containsExactly("NICKNAME#" + alice.nickname());
        });

    assertThat(member(alice.email()).nickname().text()).isEqualTo(nickname);
  }

  @Test
  void delete_tableFailsAtAnyCall_is503AndNothingIsDeleted() {
    Somebody alice = somebody();

    failAtEachCall(
        "DeleteMeFunction",
        3,
        () -> client.deleteMe(alice.access(), PASSWORD),
        () -> {
          assertThat(client.me(alice.access()).status()).isEqualTo(200);
          assertThat(sessions.ofMember(alice.id())).hasSize(1);
          assertThat(stack.mailbox().messagesTo(alice.email())).hasSize(1);
        });

    assertThat(client.signup(alice.email(), alice.nickname()).status()).isEqualTo(201);
  }

  @Test
  void export_tableFailsAtAnyCall_is503() {
    Somebody alice = somebody();

    failAtEachCall("ExportMeFunction", 6, () -> client.export(alice.access()), () -> {});
  }

  @Test
  void changePassword_tableFailsAtAnyCall_is503AndNothingIsChanged() {
    Somebody alice = somebody();
    client.login(alice.email(), PASSWORD);

    failAtEachCall(
        "ChangePasswordFunction",
        3,
        () -> client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD),
        () -> {
          assertThat(sessions.ofMember(alice.id())).hasSize(2);
          assertThat(stack.mailbox().messagesTo(alice.email())).hasSize(1);
        });

    assertThat(client.login(alice.email(), NEW_PASSWORD).status()).isEqualTo(200);
  }

  private static boolean isTransaction(DynamoDbCall call) {
    return call.operation().equals("TransactWriteItems");
  }

  @Test
  void transaction_itsAnswerIsLostOnce_countsOnce() {
    Somebody alice = somebody();
    String nickname = unique("lost");

    loseOneAnswer("UpdateMeFunction");
    assertThat(client.updateMe(alice.access(), Map.of("nickname", nickname)).status())
        .isEqualTo(200);
    assertThat(nicknameGuardsOf(alice)).containsExactly("NICKNAME#" + nickname);

    loseOneAnswer("ChangePasswordFunction");
    assertThat(client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD).status())
        .isEqualTo(200);
    assertThat(client.login(alice.email(), NEW_PASSWORD).status()).isEqualTo(200);

    // A mail that waits goes with the account.
    client.mail(alice.email(), 2);
    loseOneAnswer("DeleteMeFunction");
    assertThat(client.deleteMe(alice.access(), NEW_PASSWORD).status()).isEqualTo(200);
    Eventually.get(
        () -> itemsWith(alice.id().value()), List::isEmpty, "no item of the deleted member");
    // The code, the new password, the deletion: each once.
    assertThat(stack.mailbox().messagesTo(alice.email())).hasSize(3);
  }

  private void loseOneAnswer(String function) {
    AtomicInteger transactions = new AtomicInteger();
    failTable(
        function,
        call -> isTransaction(call) && transactions.getAndIncrement() == 0,
        Fault.loseAnswer());
  }

  @Test
  void transaction_itsAnswerIsLostForGood_isDoneAsAWhole() {
    Somebody alice = somebody();
    String nickname = unique("lost");

    failTable("UpdateMeFunction", ProfileIT::isTransaction, Fault.loseAnswer());
    assertUnavailable(client.updateMe(alice.access(), Map.of("nickname", nickname)));
    stack.dynamoDb().recover();
    assertThat(client.updateMe(alice.access(), Map.of("nickname", nickname)).status())
        .isEqualTo(200);
    assertThat(nicknameGuardsOf(alice)).containsExactly("NICKNAME#" + nickname);

    failTable("ChangePasswordFunction", ProfileIT::isTransaction, Fault.loseAnswer());
    assertUnavailable(client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD));
    stack.dynamoDb().recover();
    // It was made, so the password typed is the old one.
    assertThat(client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD).code())
        .isEqualTo("WRONG_PASSWORD");
    assertThat(client.login(alice.email(), NEW_PASSWORD).status()).isEqualTo(200);

    failTable("DeleteMeFunction", ProfileIT::isTransaction, Fault.loseAnswer());
    assertUnavailable(client.deleteMe(alice.access(), NEW_PASSWORD));
    stack.dynamoDb().recover();
    assertThat(client.deleteMe(alice.access(), NEW_PASSWORD).code())
        .isEqualTo("ACCESS_TOKEN_INVALID");
    assertThat(client.signup(alice.email(), nickname).status()).isEqualTo(201);
  }

  @Test
  void delete_redisStopped_is503AndNothingIsDeleted() {
    Somebody alice = somebody();
    stack.redis().stop();

    assertUnavailable(client.deleteMe(alice.access(), PASSWORD));

    assertThat(client.me(alice.access()).status()).isEqualTo(200);
    assertThat(sessions.ofMember(alice.id())).hasSize(1);
    stack.redis().start();
    assertThat(client.deleteMe(alice.access(), PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void tableHangs_is503BeforeTheFunctionsTimeOut() {
    Somebody alice = somebody();
    stack.dynamoDb().fail(call -> Optional.of(Fault.delay(Duration.ofSeconds(20))));

    List<Answer> answers =
        InParallel.times(
            4,
            i ->
                switch (i) {
                  case 0 -> client.updateMe(alice.access(), Map.of("nickname", unique("h")));
                  case 1 -> client.changePassword(alice.access(), PASSWORD, NEW_PASSWORD);
                  case 2 -> client.export(alice.access());
                  default -> client.deleteMe(alice.access(), PASSWORD);
                });

    assertThat(answers).allSatisfy(ProfileIT::assertUnavailable);
  }
}
