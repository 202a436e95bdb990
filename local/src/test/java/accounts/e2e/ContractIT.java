package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static accounts.e2e.StackExtension.ALLOWED_ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.e2e.StackExtension.RunningStack;
import accounts.json.Json;
import accounts.local.mail.Mail;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every line of the contract, over HTTP. */
@ExtendWith(StackExtension.class)
class ContractIT {
  private static final String CODE_REFUSED =
      "{\"error\":\"an incorrect or expired verification code\",\"code\":\"CODE_INVALID\"}";
  private static final String REFRESH_INVALID =
      "{\"error\":\"refresh 토큰이 유효하지 않습니다. 다시 로그인하여 주세요\"," + "\"code\":\"REFRESH_TOKEN_INVALID\"}";

  private final RunningStack running;
  private final Client client;

  ContractIT(RunningStack running) {
    this.running = running;
    this.client = new Client(running.stack());
  }

  private static void assertAnswer(Answer answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.status()).isEqualTo(status);
    assertHeaders(answer);
  }

  private static void assertHeaders(Answer answer) {
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
  }

  private String sign(String type, Instant issued, Instant expires) {
    byte[] key = SigningKeys.first(running.stack());
    return JWT.create()
        .withClaim("token_type", type)
        .withIssuedAt(issued)
        .withExpiresAt(expires)
        .withJWTId(UUID.randomUUID().toString().replace("-", ""))
        .withClaim("user_id", "nobody")
        .withClaim("sid", "00112233445566778899aabbccddeeff")
        .withClaim("gen", 0)
        .sign(Algorithm.HMAC256(key));
  }

  // --- signup

  @Test
  void signup_isA201AndAMail() {
    String email = unique("a") + "@Example.com";

    assertAnswer(
        client.signup("  " + email + " ", unique("n")),
        201,
        "{\"message\":\"Please verify your email address\"}");

    assertThat(client.mail(email, 1)).matches("Your verification code is: [A-Z0-9]{6}");
    Mail mail = running.stack().mailbox().messagesTo(email).getFirst();
    assertThat(mail.subject()).isEqualTo("Verify your email address");
    assertThat(mail.html()).contains("lang=\"en\"");
    assertThat(mail.from()).isEqualTo(running.stack().parameters().get("MailFrom"));
  }

  @Test
  void signup_inKorean_answersAndMailsInKorean() {
    String email = unique("k") + "@example.com";
    String body = Json.write(Map.of("email", email, "password", PASSWORD, "nickname", unique("한")));

    assertAnswer(
        client.post("/signup", body, Map.of("Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8")),
        201,
        "{\"message\":\"이메일 주소를 인증해 주세요\"}");

    assertThat(client.mail(email, 1)).matches("인증 코드: [A-Z0-9]{6}");
    Mail mail = running.stack().mailbox().messagesTo(email).getFirst();
    assertThat(mail.subject()).isEqualTo("이메일 주소를 인증해 주세요");
    assertThat(mail.html()).contains("lang=\"ko\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                        | Email field is required    | email
          {"email":null,"password":"","nickname":""} | Email field is required    | email
          {"email":"a@example.com","nickname":"a"}  | Password field is required | password
          {"email":"a@example.com","password":"12345678","nickname":""} | Nickname field is required | nickname
          """)
  void signup_fieldMissing_is400(String body, String error, String field) {
    assertAnswer(
        client.post("/signup", body),
        400,
        "{\"error\":\"" + error + "\",\"code\":\"REQUIRED_FIELD\",\"field\":\"" + field + "\"}");
  }

  @Test
  void signup_taken_is409AndTheEmailWins() {
    String email = unique("t") + "@example.com";
    String nickname = unique("T");
    client.signup(email, nickname);

    assertAnswer(
        client.signup(email.toUpperCase(Locale.ROOT), nickname.toLowerCase(Locale.ROOT)),
        409,
        "{\"error\":\"Email is already registered\",\"code\":\"EMAIL_TAKEN\"}");
    assertAnswer(
        client.signup(unique("u") + "@example.com", nickname.toLowerCase(Locale.ROOT)),
        409,
        "{\"error\":\"Nickname is already taken\",\"code\":\"NICKNAME_TAKEN\"}");
  }

  // --- resend/code

  @Test
  void resend_mailsANewCodeInPlaceOfTheOld() {
    String email = unique("r") + "@example.com";
    client.signup(email, unique("r"));
    String first = client.code(email, 1);

    assertAnswer(
        client.resend(email, PASSWORD), 200, "{\"message\":\"Please verify your email address\"}");

    String second = client.code(email, 2);
    assertAnswer(client.verify(email, first), 400, CODE_REFUSED);
    assertThat(client.verify(email, second).status()).isEqualTo(200);
  }

  @Test
  void resend_unknownEmail_is404() {
    assertAnswer(
        client.resend(unique("x") + "@example.com", PASSWORD),
        404,
        "{\"error\":\"존재하지 않는 이메일입니다.\",\"code\":\"MEMBER_NOT_FOUND\"}");
  }

  @Test
  void resend_wrongPassword_is401() {
    String email = unique("w") + "@example.com";
    client.signup(email, unique("w"));

    assertAnswer(
        client.resend(email, "wrong"),
        401,
        "{\"error\":\"비밀번호가 틀렸습니다\",\"code\":\"WRONG_PASSWORD\"}");
  }

  // --- verify/email

  @Test
  void verify_rightCode_activatesOnce() {
    String email = unique("v") + "@example.com";
    client.signup(email, unique("v"));
    String code = client.code(email, 1);

    assertAnswer(
        client.verify(email, " " + code.toLowerCase(Locale.ROOT) + " "),
        200,
        "{\"message\":\"email has been successfully verified\"}");
    assertAnswer(client.verify(email, code), 400, CODE_REFUSED);
  }

  @Test
  void verify_fifthWrongCode_spendsTheRightOne() {
    String email = unique("f") + "@example.com";
    client.signup(email, unique("f"));
    String code = client.code(email, 1);
    for (int i = 0; i < 5; i++) {
      assertAnswer(client.verify(email, "WRONG1"), 400, CODE_REFUSED);
    }

    assertAnswer(client.verify(email, code), 400, CODE_REFUSED);
    assertAnswer(client.verify(unique("z") + "@example.com", code), 400, CODE_REFUSED);
  }

  // --- login

  @Test
  void login_setsTheTwoCookies() {
    String email = client.activeMember();

    Answer answer = client.login(email.toUpperCase(Locale.ROOT), PASSWORD);

    assertAnswer(
        answer,
        200,
        "{\"email\":\"" + email + "\",\"nickname\":\"" + email.split("@", -1)[0] + "\"}");
    assertThat(answer.cookies())
        .satisfiesExactlyInAnyOrder(
            c ->
                assertThat(c)
                    .matches("access_token=[^;]+; Path=/; Max-Age=600; HttpOnly; SameSite=Lax"),
            c ->
                assertThat(c)
                    .matches(
                        "refresh_token=[^;]+; Path=/api/accounts; Max-Age=604800; HttpOnly;"
                            + " SameSite=Lax"));
    ObjectNode claims = claims(answer.cookie("access_token"));
    assertThat(claims.path("token_type").asText()).isEqualTo("access");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(600);
    assertThat(claims.path("jti").asText()).matches("[0-9a-f]{32}");
    assertThat(claims.path("user_id").isTextual()).isTrue();
    ObjectNode refresh = claims(answer.cookie("refresh_token"));
    assertThat(refresh.path("token_type").asText()).isEqualTo("refresh");
    assertThat(refresh.path("exp").asLong() - refresh.path("iat").asLong()).isEqualTo(604800);
  }

  private static ObjectNode claims(String token) {
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return Json.readObject(new String(payload, StandardCharsets.UTF_8)).orElseThrow();
  }

  @Test
  void login_underTheStageName_theRefreshCookieIsSentThere() {
    String email = client.activeMember();
    String stage = "/" + running.stack().parameters().get("StageName");
    String body = Json.write(Map.of("email", email, "password", PASSWORD));

    Answer answer =
        client.send(
            "POST", stage + Client.ACCOUNTS + "/login", BodyPublishers.ofString(body), Map.of());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.cookies()).anyMatch(c -> c.contains("; Path=" + stage + "/api/accounts;"));
    Answer me =
        client.send(
            "GET",
            stage + Client.ACCOUNTS + "/me",
            BodyPublishers.noBody(),
            Map.of("Cookie", "access_token=" + answer.cookie("access_token")));
    assertThat(me.status()).isEqualTo(200);
  }

  @Test
  void login_unknownEmail_is404() {
    assertAnswer(
        client.login(unique("x") + "@example.com", PASSWORD),
        404,
        "{\"error\":\"존재하지 않는 이메일\",\"code\":\"MEMBER_NOT_FOUND\"}");
  }

  @Test
  void login_notVerified_is403() {
    String email = unique("p") + "@example.com";
    client.signup(email, unique("p"));

    assertAnswer(
        client.login(email, PASSWORD),
        403,
        "{\"error\":\"비활성화인 계정입니다\",\"code\":\"MEMBER_NOT_ACTIVE\"}");
  }

  @Test
  void login_wrongPassword_is403() {
    Answer answer = client.login(client.activeMember(), "wrong password");

    assertAnswer(answer, 403, "{\"error\":\"비밀번호가 틀렸습니다\",\"code\":\"WRONG_PASSWORD\"}");
    assertThat(answer.cookies()).isEmpty();
  }

  @Test
  void login_passwordOf256Characters_isTakenWhole() {
    String email = unique("l") + "@example.com";
    String password = "비밀🔑".repeat(85) + "!";
    client.post(
        "/signup",
        Json.write(Map.of("email", email, "password", password, "nickname", unique("l"))));
    client.verify(email, client.code(email, 1));

    assertThat(client.login(email, password).status()).isEqualTo(200);
    assertThat(client.login(email, password.substring(0, password.length() - 1)).status())
        .isEqualTo(403);
  }

  // --- token/refresh

  @Test
  void refresh_givesNewCookies() {
    Answer login = client.loggedIn();

    Answer answer = client.refresh(login.cookie("refresh_token"));

    assertAnswer(answer, 200, "{\"message\":\"새로운 access_token 발급\"}");
    assertThat(answer.cookie("refresh_token")).isNotEqualTo(login.cookie("refresh_token"));
    assertThat(client.me(answer.cookie("access_token")).status()).isEqualTo(200);
    assertThat(client.refresh(answer.cookie("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void refresh_expired_is401() {
    Instant now = Instant.now();

    assertAnswer(
        client.refresh(sign("refresh", now.minusSeconds(700), now.minusSeconds(1))),
        401,
        "{\"error\":\"refresh이 만료되었습니다. 다시 로그인하여 주세요\"," + "\"code\":\"REFRESH_TOKEN_EXPIRED\"}");
  }

  @Test
  void refresh_anythingElse_is401() {
    Instant now = Instant.now();

    assertAnswer(client.post("/token/refresh", ""), 401, REFRESH_INVALID);
    assertAnswer(client.refresh("x"), 401, REFRESH_INVALID);
    assertAnswer(client.refresh(client.loggedIn().cookie("access_token")), 401, REFRESH_INVALID);
    // Signed by us, of a session that is not there.
    assertAnswer(client.refresh(sign("refresh", now, now.plusSeconds(60))), 401, REFRESH_INVALID);
  }

  // --- protected paths

  @Test
  void me_isTheMembersProfile() {
    String email = client.activeMember();
    Instant before = Instant.now().minusSeconds(60);

    Answer answer = client.me(client.login(email, PASSWORD).cookie("access_token"));

    assertThat(answer.status()).isEqualTo(200);
    assertHeaders(answer);
    JsonNode me = answer.json();
    assertThat(me.properties().stream().map(Map.Entry::getKey))
        .containsExactly("id", "email", "nickname", "language", "createdAt");
    assertThat(me.path("email").asText()).isEqualTo(email);
    assertThat(UUID.fromString(me.path("id").asText()).version()).isEqualTo(7);
    assertThat(Instant.parse(me.path("createdAt").asText())).isAfter(before);
  }

  @Test
  void me_noToken_is401() {
    assertAnswer(
        client.get("/me", Map.of()),
        401,
        "{\"error\":\"access 토큰이 필요합니다.\",\"code\":\"ACCESS_TOKEN_REQUIRED\"}");
    assertAnswer(
        client.get("/me", Map.of("Accept-Language", "en")),
        401,
        "{\"error\":\"An access token is required.\",\"code\":\"ACCESS_TOKEN_REQUIRED\"}");
  }

  @Test
  void me_expiredToken_is401() {
    Instant now = Instant.now();

    assertAnswer(
        client.me(sign("access", now.minusSeconds(601), now.minusSeconds(1))),
        401,
        "{\"error\":\"access_token이 만료되었습니다.\",\"code\":\"ACCESS_TOKEN_EXPIRED\"}");
  }

  @Test
  void me_invalidToken_is401() {
    Instant now = Instant.now();
    String invalid = "{\"error\":\"유효하지 않은 access 토큰입니다.\",\"code\":\"ACCESS_TOKEN_INVALID\"}";

    assertAnswer(client.me("x"), 401, invalid);
    assertAnswer(client.me(client.loggedIn().cookie("refresh_token")), 401, invalid);
    // Good, but nobody's.
    assertAnswer(client.me(sign("access", now, now.plusSeconds(60))), 401, invalid);
  }

  @Test
  void refusedToken_theEndpointDoesNotRun() {
    client.me("x");
    String id = client.me("x").header("x-amzn-RequestId");

    assertThat(id).isNotEmpty();
    assertThat(running.log().stream().filter(line -> line.contains(id)))
        .isNotEmpty()
        .noneMatch(line -> line.startsWith("[MeFunction]"));
  }

  // --- every endpoint

  @ParameterizedTest
  @ValueSource(strings = {"/signup", "/resend/code", "/verify/email", "/login", "/token/refresh"})
  void publicEndpoint_wrongMethod_is405(String path) {
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
      Answer answer =
          client.send(method, Client.ACCOUNTS + path, BodyPublishers.noBody(), Map.of());
      assertAnswer(
          answer,
          405,
          "{\"error\":\"Only POST requests are allowed\",\"code\":\"METHOD_NOT_ALLOWED\"}");
      assertThat(answer.header("Allow")).isEqualTo("POST");
    }
  }

  @Test
  void me_wrongMethod_is405WithAToken() {
    String token = client.loggedIn().cookie("access_token");

    Answer answer = client.post("/me", "", Map.of("Cookie", "access_token=" + token));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET");
    assertThat(client.post("/me", "").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/signup/", "/resend/code/", "/verify/email/", "/login/", "/token/refresh/"})
  void endpoint_withSlashAtTheEnd_isTheSame(String path) {
    Answer answer = client.post(path, "[]");

    assertThat(answer.status()).isEqualTo(path.startsWith("/token") ? 401 : 400);
    assertHeaders(answer);
  }

  @Test
  void unknownPath_is404() {
    for (String path : List.of("/", "/api", "/api/accounts", "/api/accounts/signup/x", "/x")) {
      assertAnswer(
          client.send("GET", path, BodyPublishers.noBody(), Map.of()),
          404,
          "{\"error\":\"Not found\",\"code\":\"NOT_FOUND\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/signup", "/resend/code", "/verify/email", "/login"})
  void malformedBody_is400(String path) {
    byte[] noUtf8 = {'{', '"', 'e', '"', ':', '"', (byte) 0xff, '"', '}'};
    Answer answer =
        client.send("POST", Client.ACCOUNTS + path, BodyPublishers.ofByteArray(noUtf8), Map.of());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("MALFORMED_REQUEST");

    assertThat(client.post(path, "").code()).isEqualTo("MALFORMED_REQUEST");
    assertThat(client.post(path, "{\"email\":\"a\\u0000b\"}").code()).isEqualTo("INVALID_FIELD");
    assertThat(client.post(path, "{\"email\":{}}").json().path("field").asText())
        .isEqualTo("email");
  }

  @Test
  void bodyOver16KiB_is413() {
    Answer answer = client.post("/login", "{\"email\":\"" + "x".repeat(16 * 1024) + "\"}");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("REQUEST_TOO_LARGE");
    assertHeaders(answer);
  }

  @Test
  void bodyOver10MegabytesOrLambdasLimit_is413FromTheGateway() {
    for (int size : new int[] {6_000_000, 11_000_000}) {
      Answer answer =
          client.send(
              "POST",
              Client.ACCOUNTS + "/login",
              BodyPublishers.ofByteArray(new byte[size]),
              Map.of());
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.code()).isEqualTo("REQUEST_TOO_LARGE");
      assertHeaders(answer);
    }
  }

  @Test
  void crossSiteRequest_is403() {
    String email = client.activeMember();
    String body = Json.write(Map.of("email", email, "password", PASSWORD));

    Answer refused =
        client.post(
            "/login", body, Map.of("Sec-Fetch-Site", "cross-site", "Origin", "https://e.example"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("CROSS_SITE_REQUEST");
    assertThat(refused.cookies()).isEmpty();
    assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();

    Answer allowed =
        client.post(
            "/login", body, Map.of("Sec-Fetch-Site", "cross-site", "Origin", ALLOWED_ORIGIN));
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED_ORIGIN);

    Answer sameOrigin = client.post("/login", body, Map.of("Origin", running.stack().url()));
    assertThat(sameOrigin.status()).isEqualTo(200);
  }

  @Test
  void cors_allowedOrigin_mayAskAndMayReadEveryAnswer() {
    Map<String, String> preflight =
        Map.of("Origin", ALLOWED_ORIGIN, "Access-Control-Request-Method", "GET");
    Answer me = client.send("OPTIONS", Client.ACCOUNTS + "/me", BodyPublishers.noBody(), preflight);
    assertThat(me.status()).isEqualTo(204);
    assertThat(me.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED_ORIGIN);
    assertThat(me.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(me.header("Access-Control-Allow-Methods")).isEqualTo("GET");

    Answer refused = client.get("/me", Map.of("Origin", ALLOWED_ORIGIN));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED_ORIGIN);
    assertThat(
            client
                .get("/me", Map.of("Origin", "https://e.example"))
                .header("Access-Control-Allow-Origin"))
        .isNotEqualTo("https://e.example");
  }

  // --- the log

  @Test
  void log_hasOneLinePerRequestAndNoSecrets() {
    String name = unique("logged");
    String email = name + "@example.com";
    client.signup(email, name);
    String code = client.code(email, 1);
    client.verify(email, code);
    Answer login = client.login(email, PASSWORD);
    Answer refreshed = client.refresh(login.cookie("refresh_token"));
    Answer me = client.me(refreshed.cookie("access_token"));

    for (Answer answer : List.of(login, refreshed, me)) {
      String id = answer.header("x-amzn-RequestId");
      List<String> lines =
          Eventually.get(
              () ->
                  running.log().stream()
                      .filter(l -> l.startsWith("[") && !l.startsWith("[Auth") && l.contains(id))
                      .toList(),
              found -> !found.isEmpty(),
              "a log line of " + id);
      assertThat(lines).hasSize(1);
      ObjectNode line =
          Json.readObject(lines.getFirst().substring(lines.getFirst().indexOf('{'))).orElseThrow();
      assertThat(line.path("status").asInt()).isEqualTo(200);
      assertThat(line.has("ms")).isTrue();
    }
    String log = String.join("\n", running.log());
    assertThat(log)
        .doesNotContain(PASSWORD)
        .doesNotContain(email)
        .doesNotContain(code)
        .doesNotContain("$bcrypt")
        .doesNotContain(login.cookie("access_token"))
        .doesNotContain(login.cookie("refresh_token"))
        .doesNotContain(refreshed.cookie("refresh_token"));
  }
}
