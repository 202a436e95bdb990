package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.StackExtension.ALLOWED_ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.session.DynamoSessionStore;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Logging out, here and everywhere, and what a member sees of the sessions. */
@ExtendWith(StackExtension.class)
class SessionsIT {
  private static final int MANY = 20;
  private static final String LOGGED_OUT = "{\"message\":\"You are logged out\"}";
  private static final String LOGGED_OUT_EVERYWHERE =
      "{\"message\":\"You are logged out everywhere\"}";
  private static final String ENDED = "{\"message\":\"The session has ended\"}";
  private static final String NOT_FOUND =
      "{\"error\":\"No such session\",\"code\":\"SESSION_NOT_FOUND\"}";

  private final LocalStack stack;
  private final Client client;

  SessionsIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
  }

  private static String access(Answer login) {
    return login.cookie("access_token");
  }

  private static String refresh(Answer login) {
    return login.cookie("refresh_token");
  }

  private static String session(Answer login) {
    return SigningKeys.session(access(login));
  }

  private Answer login(String email) {
    Answer answer = client.login(email, PASSWORD);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer;
  }

  private static void assertAnswer(Answer answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
  }

  /** The answer to a good request, which takes both cookies away. */
  private static void assertCleared(Answer answer, String body) {
    assertAnswer(answer, 200, body);
    assertThat(answer.cookies())
        .containsExactly(
            "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
            "refresh_token=; Path=/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax");
  }

  private static void assertRefused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.cookies()).isEmpty();
  }

  private static void assertUnavailable(Answer answer) {
    assertRefused(answer, 503, "STORE_UNAVAILABLE");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
  }

  private void assertEnded(Answer login) {
    assertRefused(client.refresh(refresh(login)), 401, "REFRESH_TOKEN_INVALID");
  }

  private void assertGoesOn(Answer login) {
    assertThat(client.refresh(refresh(login)).status()).isEqualTo(200);
  }

  private List<String> listed(Answer login) {
    List<String> ids = new ArrayList<>();
    client
        .sessions(access(login))
        .json()
        .path("sessions")
        .forEach((JsonNode s) -> ids.add(s.path("id").textValue()));
    return ids;
  }

  private void fail(String operation, Fault fault) {
    stack
        .dynamoDb()
        .fail(call -> call.operation().equals(operation) ? Optional.of(fault) : Optional.empty());
  }

  private DynamoTable table() {
    return new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
  }

  private Member member(String email) {
    return new DynamoMemberStore(table(), Clock.systemUTC())
        .findByEmail(new Email(email))
        .orElseThrow();
  }

  /** As many sessions as nobody would log in for. */
  private void addSessions(String email, int count) {
    Member member = member(email);
    DynamoSessionStore sessions = new DynamoSessionStore(table(), Clock.systemUTC());
    Instant yesterday = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MILLIS);
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < count; i++) {
      Session session =
          new Session(
              SessionId.create(random),
              member.id(),
              0,
              yesterday,
              yesterday,
              yesterday.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS),
              "",
              "");
      assertThat(sessions.create(session, member)).isTrue();
    }
  }

  // --- logout

  @Test
  void logout_endsTheSessionAndNoOther_andTheAccessTokenIsGoodUntilItExpires() {
    String email = client.activeMember();
    Answer here = login(email);
    Answer elsewhere = login(email);

    assertCleared(client.logout(access(here), refresh(here)), LOGGED_OUT);

    assertEnded(here);
    assertThat(client.me(access(here)).status()).isEqualTo(200);
    assertGoesOn(elsewhere);
  }

  @Test
  void logout_withNothingToEnd_answersTheSame() {
    Answer login = client.loggedIn();
    client.logout(access(login), refresh(login));

    assertCleared(client.logout(access(login), refresh(login)), LOGGED_OUT);
    assertCleared(client.logout("none", "none"), LOGGED_OUT);
    assertCleared(client.logout("", ""), LOGGED_OUT);
    assertCleared(client.post("/logout", "", Map.of()), LOGGED_OUT);
    assertCleared(client.post("/logout/", "no JSON at all", Map.of()), LOGGED_OUT);
  }

  @Test
  void logout_underTheStagesPath_clearsTheCookieOfThatPath() {
    Answer answer =
        client.send(
            "POST", "/Prod" + Client.ACCOUNTS + "/logout", BodyPublishers.noBody(), Map.of());

    assertThat(answer.cookies().get(1)).startsWith("refresh_token=; Path=/Prod/api/accounts; ");
  }

  @Test
  void logout_expiredAccessToken_theRefreshTokenIsEnough() {
    Answer login = client.loggedIn();

    assertCleared(client.logout(expired(session(login)), refresh(login)), LOGGED_OUT);

    assertEnded(login);
  }

  @Test
  void logout_expiredAccessTokenAlone_endsNothing() {
    Answer login = client.loggedIn();

    assertCleared(client.logout(expired(session(login)), "none"), LOGGED_OUT);

    assertGoesOn(login);
  }

  private String expired(String session) {
    Instant now = Instant.now();
    return JWT.create()
        .withClaim("token_type", "access")
        .withIssuedAt(now.minusSeconds(601))
        .withExpiresAt(now.minusSeconds(1))
        .withJWTId("00112233445566778899aabbccddeeff")
        .withClaim("user_id", "nobody")
        .withClaim("sid", session)
        .sign(Algorithm.HMAC256(SigningKeys.first(stack)));
  }

  @Test
  void logout_accessTokenAlone_endsItsSession() {
    Answer login = client.loggedIn();

    assertCleared(client.logout(access(login), "none"), LOGGED_OUT);

    assertEnded(login);
  }

  @Test
  void logout_refreshTokenOfAnOlderGeneration_endsTheSession() {
    Answer login = client.loggedIn();
    Answer second = client.refresh(refresh(login));
    Answer third = client.refresh(refresh(second));

    assertCleared(client.logout("none", refresh(login)), LOGGED_OUT);

    assertEnded(third);
  }

  @Test
  void logouts_whileTheSessionIsRefreshed_endItForGood() {
    Answer login = client.loggedIn();

    List<Answer> answers =
        InParallel.times(
            MANY,
            i ->
                i % 2 == 0
                    ? client.logout(access(login), refresh(login))
                    : client.refresh(refresh(login)));

    for (int i = 0; i < MANY; i++) {
      Answer answer = answers.get(i);
      assertThat(answer.status())
          .as(answer.toString())
          .isIn(i % 2 == 0 ? List.of(200) : List.of(200, 401));
      if (i % 2 == 1 && answer.status() == 200) {
        assertEnded(answer);
      }
    }
    assertEnded(login);
  }

  // --- logout/all

  @Test
  void logoutAll_endsEverySessionOfTheMember() {
    String email = client.activeMember();
    Answer here = login(email);
    Answer elsewhere = login(email);
    Answer other = client.loggedIn();

    assertCleared(client.logoutAll(access(here)), LOGGED_OUT_EVERYWHERE);

    assertEnded(here);
    assertEnded(elsewhere);
    assertGoesOn(other);
    // It is still a token of an active member.
    assertCleared(client.logoutAll(access(here)), LOGGED_OUT_EVERYWHERE);
    assertGoesOn(login(email));
  }

  @Test
  void logoutAll_whileSessionsAreRefreshedAndBegun_leavesNoneThatWasThereBefore() {
    String email = client.activeMember();
    List<Answer> before = InParallel.times(5, i -> login(email));

    List<Answer> answers =
        InParallel.times(
            MANY,
            i ->
                switch (i % 4) {
                  case 0 -> client.logoutAll(access(before.get(0)));
                  case 1 -> client.login(email, PASSWORD);
                  default -> client.refresh(refresh(before.get(i % 5)));
                });

    for (int i = 0; i < MANY; i++) {
      Answer answer = answers.get(i);
      assertThat(answer.status())
          .as(answer.toString())
          .isIn(i % 4 > 1 ? List.of(200, 401) : List.of(200));
      if (i % 4 > 1 && answer.status() == 200) {
        assertEnded(answer);
      }
    }
    before.forEach(this::assertEnded);
    Answer after = login(email);
    assertThat(listed(after))
        .contains(session(after))
        .doesNotContainAnyElementsOf(before.stream().map(SessionsIT::session).toList());
  }

  @Test
  void logoutAll_tableFailsHalfWay_aRepeatedCallEndsTheRest() {
    String email = client.activeMember();
    addSessions(email, 150);
    Answer login = login(email);
    int[] transactions = {0};
    stack
        .dynamoDb()
        .fail(
            call ->
                call.operation().equals("TransactWriteItems") && ++transactions[0] > 1
                    ? Optional.of(Fault.refuse())
                    : Optional.empty());

    assertUnavailable(client.logoutAll(access(login)));

    stack.dynamoDb().recover();
    // What fits into one transaction with the profile and the event is still there.
    assertThat(client.sessions(access(login)).json().path("total").asInt()).isEqualTo(98);
    assertCleared(client.logoutAll(access(login)), LOGGED_OUT_EVERYWHERE);
    assertThat(client.sessions(access(login)).body()).isEqualTo("{\"sessions\":[],\"total\":0}");
    assertEnded(login);
  }

  // --- sessions

  @Test
  void sessions_areTheMembersOwn_theOneUsedLastFirst() {
    String email = client.activeMember();
    String body = "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
    Answer first = client.post("/login", body, Map.of("User-Agent", "First/1.0"));
    Answer second = client.post("/login", body, Map.of("User-Agent", "Second/2.0"));
    client.loggedIn();

    Answer answer = client.sessions(access(first));

    assertAnswer(answer, 200, answer.body());
    assertThat(answer.json().path("total").asInt()).isEqualTo(2);
    assertThat(listed(first)).containsExactly(session(second), session(first));
    JsonNode mine = answer.json().path("sessions").path(1);
    List<String> fields = new ArrayList<>();
    mine.fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactly(
            "id", "createdAt", "lastUsedAt", "expiresAt", "userAgent", "address", "current");
    assertThat(mine.path("userAgent").textValue()).isEqualTo("First/1.0");
    assertThat(mine.path("address").textValue()).isEqualTo("127.0.0.0/24");
    assertThat(mine.path("current").booleanValue()).isTrue();
    assertThat(answer.json().path("sessions").path(0).path("current").booleanValue()).isFalse();
    Instant created = Instant.parse(mine.path("createdAt").textValue());
    assertThat(mine.path("lastUsedAt")).isEqualTo(mine.path("createdAt"));
    assertThat(Instant.parse(mine.path("expiresAt").textValue()))
        .isEqualTo(created.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS));

    client.refresh(refresh(first));
    assertThat(listed(second)).containsExactly(session(first), session(second));
    client.logout(access(first), refresh(first));
    assertThat(listed(second)).containsExactly(session(second));
  }

  @Test
  void sessions_moreThanAHundred_areCountedAndTheNewestListed() {
    String email = client.activeMember();
    addSessions(email, 100);
    Answer login = login(email);

    assertThat(listed(login)).hasSize(100).startsWith(session(login)).doesNotHaveDuplicates();
    assertThat(client.sessions(access(login)).json().path("total").asInt()).isEqualTo(101);
  }

  // --- sessions/{id}

  @Test
  void endSession_another_endsIt() {
    String email = client.activeMember();
    Answer here = login(email);
    Answer elsewhere = login(email);

    Answer answer = client.endSession(session(elsewhere), access(here));

    assertAnswer(answer, 200, ENDED);
    assertThat(answer.cookies()).isEmpty();
    assertEnded(elsewhere);
    assertAnswer(client.endSession(session(elsewhere), access(here)), 404, NOT_FOUND);
    assertGoesOn(here);
  }

  @Test
  void endSession_theCurrentOne_takesTheCookiesAway() {
    Answer login = client.loggedIn();

    assertCleared(client.endSession(session(login) + "/", access(login)), ENDED);

    assertEnded(login);
  }

  @Test
  void endSession_anotherMembers_is404AndItGoesOn() {
    Answer alice = client.loggedIn();
    Answer bob = client.loggedIn();

    assertAnswer(client.endSession(session(bob), access(alice)), 404, NOT_FOUND);

    assertGoesOn(bob);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00112233445566778899aabbccddeeff",
        "00112233445566778899AABBCCDDEEFF",
        "me",
        "%23",
        "..%2fPROFILE",
        "%00",
        "%EC%84%B8%EC%85%98"
      })
  void endSession_unknownOrMalformed_is404(String id) {
    assertAnswer(client.endSession(id, access(client.loggedIn())), 404, NOT_FOUND);
  }

  @Test
  void endSessions_ofOneSession_oneSucceeds() {
    String email = client.activeMember();
    Answer here = login(email);
    String elsewhere = session(login(email));

    List<Answer> answers = InParallel.times(MANY, i -> client.endSession(elsewhere, access(here)));

    List<Integer> statuses = answers.stream().map(Answer::status).toList();
    assertThat(Collections.frequency(statuses, 200)).isEqualTo(1);
    assertThat(Collections.frequency(statuses, 404)).isEqualTo(MANY - 1);
  }

  // --- what is common

  private Answer call(String method, String path, Map<String, String> headers) {
    return client.send(method, Client.ACCOUNTS + path, BodyPublishers.noBody(), headers);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /logout/all",
    "GET, /sessions",
    "DELETE, /sessions/00112233445566778899aabbccddeeff"
  })
  void protectedCalls_withoutAGoodToken_are401(String method, String path) {
    Answer login = client.loggedIn();

    assertRefused(call(method, path, Map.of()), 401, "ACCESS_TOKEN_REQUIRED");
    assertRefused(
        call(method, path, Map.of("Cookie", "access_token=none")), 401, "ACCESS_TOKEN_INVALID");
    assertRefused(
        call(method, path, Map.of("Cookie", "access_token=" + refresh(login))),
        401,
        "ACCESS_TOKEN_INVALID");
    assertRefused(
        call(method, path, Map.of("Cookie", "access_token=" + expired(session(login)))),
        401,
        "ACCESS_TOKEN_EXPIRED");
    assertGoesOn(login);
  }

  @ParameterizedTest
  @CsvSource({"POST, /logout/all", "GET, /sessions", "DELETE, /sessions/"})
  void protectedCalls_ofAMemberWhoIsNotActiveOrGone_are401(String method, String path) {
    String email = client.activeMember();
    Answer login = login(email);
    Map<String, String> cookie = Map.of("Cookie", "access_token=" + access(login));
    String whole = path.endsWith("/") ? path + session(login) : path;
    Map<String, AttributeValue> profile = Attributes.key("MEMBER#" + member(email).id(), "PROFILE");

    stack
        .dynamoDb()
        .client()
        .updateItem(
            u ->
                u.tableName(table().name())
                    .key(profile)
                    .updateExpression("SET #status = :disabled")
                    .expressionAttributeNames(Map.of("#status", "status"))
                    .expressionAttributeValues(Map.of(":disabled", Attributes.string("DISABLED"))));
    assertRefused(call(method, whole, cookie), 401, "ACCESS_TOKEN_INVALID");

    stack.dynamoDb().client().deleteItem(d -> d.tableName(table().name()).key(profile));
    assertRefused(call(method, whole, cookie), 401, "ACCESS_TOKEN_INVALID");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /logout, POST, Only POST requests are allowed",
    "DELETE, /logout/all, POST, Only POST requests are allowed",
    "POST, /sessions, GET, Only GET requests are allowed",
    "GET, /sessions/00112233445566778899aabbccddeeff, DELETE, Only DELETE requests are allowed"
  })
  void wrongMethod_is405(String method, String path, String allowed, String text) {
    Answer answer =
        call(method, path, Map.of("Cookie", "access_token=" + access(client.loggedIn())));

    assertRefused(answer, 405, "METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow")).isEqualTo(allowed);
    assertThat(answer.json().path("error").textValue()).isEqualTo(text);
  }

  @Test
  void crossSite_isRefusedAndNothingEnds() {
    Answer login = client.loggedIn();
    Map<String, String> headers =
        Map.of(
            "Cookie",
            "access_token=" + access(login) + "; refresh_token=" + refresh(login),
            "Origin",
            "https://evil.example",
            "Sec-Fetch-Site",
            "cross-site");

    assertRefused(call("POST", "/logout", headers), 403, "CROSS_SITE_REQUEST");
    assertRefused(call("POST", "/logout/all", headers), 403, "CROSS_SITE_REQUEST");
    assertRefused(
        call("DELETE", "/sessions/" + session(login), headers), 403, "CROSS_SITE_REQUEST");

    assertGoesOn(login);
  }

  @ParameterizedTest
  @CsvSource({
    "/logout, POST",
    "/logout/all, POST",
    "/sessions, GET",
    "/sessions/00112233445566778899aabbccddeeff, DELETE"
  })
  void preflight_ofAnAllowedOrigin_passes(String path, String method) {
    Answer answer =
        call(
            "OPTIONS",
            path,
            Map.of("Origin", ALLOWED_ORIGIN, "Access-Control-Request-Method", method));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo(method);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED_ORIGIN);
  }

  @Test
  void texts_areInTheLanguageAskedFor() {
    String email = client.activeMember();
    Answer here = login(email);
    Answer elsewhere = login(email);
    Map<String, String> korean =
        Map.of("Cookie", "access_token=" + access(here), "Accept-Language", "ko");
    String other = "/sessions/" + session(elsewhere);

    assertThat(call("DELETE", other, korean).body()).isEqualTo("{\"message\":\"세션이 종료되었습니다\"}");
    assertThat(call("DELETE", other, korean).body())
        .isEqualTo("{\"error\":\"존재하지 않는 세션입니다\",\"code\":\"SESSION_NOT_FOUND\"}");
    assertThat(call("POST", "/logout/all", korean).body())
        .isEqualTo("{\"message\":\"모든 기기에서 로그아웃되었습니다\"}");
    assertThat(call("POST", "/logout", korean).body()).isEqualTo("{\"message\":\"로그아웃되었습니다\"}");
    assertThat(call("POST", "/logout", Map.of("Accept-Language", "en")).body())
        .isEqualTo(LOGGED_OUT);
  }

  // --- the table fails

  @Test
  void logout_tableFails_is503AndARepeatedCallEndsTheSession() {
    Answer login = client.loggedIn();
    for (Fault fault : List.of(Fault.refuse(), Fault.error("ThrottlingException", "no"))) {
      fail("TransactWriteItems", fault);
      assertUnavailable(client.logout(access(login), refresh(login)));
      // Without tokens there is nothing to ask the table for.
      assertCleared(client.logout("none", "none"), LOGGED_OUT);
      stack.dynamoDb().recover();
    }
    Answer refreshed = client.refresh(refresh(login));
    assertThat(refreshed.status()).isEqualTo(200);

    assertCleared(client.logout(access(login), refresh(login)), LOGGED_OUT);
    assertEnded(refreshed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "Query", "TransactWriteItems"})
  void logoutAll_tableFailsAtOneStep_is503AndARepeatedCallEndsAll(String operation) {
    String email = client.activeMember();
    Answer here = login(email);
    Answer elsewhere = login(email);
    fail(operation, Fault.refuse());
    assertUnavailable(client.logoutAll(access(here)));

    stack.dynamoDb().recover();
    assertThat(listed(here)).hasSize(2);
    assertCleared(client.logoutAll(access(here)), LOGGED_OUT_EVERYWHERE);
    assertEnded(here);
    assertEnded(elsewhere);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "Query"})
  void sessions_tableFailsAtOneStep_is503(String operation) {
    Answer login = client.loggedIn();
    fail(operation, Fault.refuse());
    assertUnavailable(client.sessions(access(login)));

    stack.dynamoDb().recover();
    assertThat(listed(login)).containsExactly(session(login));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "TransactWriteItems"})
  void endSession_tableFailsAtOneStep_is503AndARepeatedCallEndsIt(String operation) {
    Answer login = client.loggedIn();
    fail(operation, Fault.refuse());
    assertUnavailable(client.endSession(session(login), access(login)));

    stack.dynamoDb().recover();
    assertCleared(client.endSession(session(login), access(login)), ENDED);
    assertEnded(login);
  }

  @Test
  void tableHangs_everyCallIs503BeforeTheFunctionTimesOut() {
    Answer login = client.loggedIn();
    stack.dynamoDb().fail(call -> Optional.of(Fault.delay(Duration.ofSeconds(20))));

    List<Answer> answers =
        InParallel.times(
            4,
            i ->
                switch (i) {
                  case 0 -> client.logout(access(login), refresh(login));
                  case 1 -> client.logoutAll(access(login));
                  case 2 -> client.sessions(access(login));
                  default -> client.endSession(session(login), access(login));
                });

    answers.forEach(SessionsIT::assertUnavailable);
  }

  /** The first answer to each kind of call is lost; the SDK repeats the call. */
  private void loseFirstAnswers() {
    List<String> lost = Collections.synchronizedList(new ArrayList<>());
    stack
        .dynamoDb()
        .fail(
            call -> {
              boolean first = !lost.contains(call.operation());
              lost.add(call.operation());
              return first ? Optional.of(Fault.loseAnswer()) : Optional.empty();
            });
  }

  @Test
  void tableLosesTheAnswer_theSdksRepetitionCountsOnce() {
    String email = client.activeMember();
    List<Answer> logins = IntStream.range(0, 3).mapToObj(i -> login(email)).toList();
    Answer first = logins.get(0);

    loseFirstAnswers();
    assertThat(listed(first)).hasSize(3);
    loseFirstAnswers();
    assertCleared(client.endSession(session(first), access(first)), ENDED);
    loseFirstAnswers();
    assertCleared(client.logout(access(logins.get(1)), refresh(logins.get(1))), LOGGED_OUT);
    loseFirstAnswers();
    assertCleared(client.logoutAll(access(first)), LOGGED_OUT_EVERYWHERE);

    stack.dynamoDb().recover();
    logins.forEach(this::assertEnded);
  }
}
