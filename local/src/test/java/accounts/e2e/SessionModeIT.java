package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.local.iam.Statement;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The authorizer that reads sessions, on a stack of its own: what has ended is refused at once. Its
 * tokens are signed by ES256, from the first.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SessionModeIT {
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private static LocalStack stack;

  @SuppressWarnings("NullAway.Init")
  private static Client client;

  @BeforeAll
  static void start() {
    stack =
        StackExtension.builder()
            .parameters(StackExtension.NO_LIMITS)
            .parameter("AuthorizerMode", "session")
            .parameter("TokenAlgorithm", "ES256")
            .snapStart(true)
            .log(LOG::add)
            .start();
    client = new Client(stack);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
  }

  private static String access(Answer login) {
    return login.cookie("access_token");
  }

  private static void assertInvalid(Answer answer) {
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"유효하지 않은 access 토큰입니다.\",\"code\":\"ACCESS_TOKEN_INVALID\"}");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  private static void assertUnavailable(Answer answer) {
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"The service is not available at the moment. Please try again\","
                + "\"code\":\"STORE_UNAVAILABLE\",\"retryAfterSeconds\":2}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.cookies()).isEmpty();
  }

  /** Without a session's id the service issues none. */
  private static String tokenWithoutSession(String member) {
    return JWT.create()
        .withClaim("token_type", "access")
        .withIssuedAt(Instant.now())
        .withExpiresAt(Instant.now().plus(Duration.ofMinutes(10)))
        .withJWTId("00112233445566778899aabbccddeeff")
        .withClaim("user_id", member)
        .sign(Algorithm.HMAC256(SigningKeys.first(stack)));
  }

  @Test
  @Order(1)
  void authorizer_isPrimedWithALookupAndHoldsNoConnection() {
    assertThat(client.me("").code()).isEqualTo("ACCESS_TOKEN_REQUIRED");

    assertThat(stack.checkpoints())
        .singleElement()
        .satisfies(
            checkpoint -> {
              assertThat(checkpoint.function()).isEqualTo("AuthorizerFunction");
              assertThat(checkpoint.openConnections()).isEmpty();
            });
    assertThat(stack.usedActions("AuthorizerFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "secretsmanager:GetSecretValue");
    assertThat(LOG).noneMatch(line -> line.contains("\"event\":\"priming\""));
  }

  @Test
  @Order(2)
  void policy_allowsTheLookupAndNothingElse() {
    assertThat(stack.definition().function("authorizer").statements())
        .flatExtracting(Statement::actions)
        .containsExactlyInAnyOrderElementsOf(stack.usedActions("AuthorizerFunction"));
  }

  @Test
  @Order(3)
  void logout_countsAtOnceForTheAccessToken() {
    String email = client.activeMember();
    Answer here = client.login(email, PASSWORD);
    Answer elsewhere = client.login(email, PASSWORD);
    assertThat(client.me(access(here)).status()).isEqualTo(200);

    client.logout(access(here), here.cookie("refresh_token"));

    assertInvalid(client.me(access(here)));
    assertInvalid(client.sessions(access(here)));
    assertThat(client.me(access(elsewhere)).status()).isEqualTo(200);
    assertThat(client.get("/me", Map.of()).code()).isEqualTo("ACCESS_TOKEN_REQUIRED");
  }

  @Test
  @Order(4)
  void firstTokens_areSignedByEs256_andVerifiedWithThePublicKeys() {
    Answer login = client.loggedIn();
    Answer refreshed = client.refresh(login.cookie("refresh_token"));
    OtherService service = new OtherService(client);

    for (Answer answer : List.of(login, refreshed)) {
      assertThat(SigningKeys.algorithm(access(answer))).isEqualTo("ES256");
      assertThat(service.refusal(access(answer))).isNull();
      assertThat(service.refusal(access(answer).replaceFirst("[.].*[.]", ".e30."))).isNotNull();
    }
    Answer keys = client.jwks(Map.of());
    assertThat(keys.json().path("keys")).hasSize(1);
    assertThat(keys.header("Cache-Control")).isEqualTo("public, max-age=120");
    assertThat(client.jwks(Map.of("If-None-Match", keys.header("ETag"))).status()).isEqualTo(304);
  }

  @Test
  @Order(4)
  void endedSessions_areRefusedAtOnce() {
    String email = client.activeMember();
    Answer here = client.login(email, PASSWORD);
    Answer elsewhere = client.login(email, PASSWORD);

    client.endSession(SigningKeys.session(access(elsewhere)), access(here));
    assertInvalid(client.me(access(elsewhere)));
    assertThat(client.me(access(here)).status()).isEqualTo(200);

    client.logoutAll(access(here));
    assertInvalid(client.me(access(here)));
    assertInvalid(client.logoutAll(access(here)));
  }

  @Test
  @Order(5)
  void refreshedSession_theTokenBeforePassesToo_untilReuseEndsTheSession() {
    Answer first = client.loggedIn();
    Answer second = client.refresh(first.cookie("refresh_token"));
    Answer third = client.refresh(second.cookie("refresh_token"));
    assertThat(client.me(access(first)).status()).isEqualTo(200);
    assertThat(client.me(access(third)).status()).isEqualTo(200);

    assertThat(client.refresh(first.cookie("refresh_token")).status()).isEqualTo(401);

    assertInvalid(client.me(access(third)));
  }

  @Test
  @Order(6)
  void tokenWithoutSession_isRefused() {
    Answer login = client.loggedIn();
    String member = client.me(access(login)).json().path("id").textValue();

    assertInvalid(client.me(tokenWithoutSession(member)));
  }

  @Test
  @Order(7)
  void tableFailsUnderTheAuthorizer_is503UntilItIsBack() {
    Answer login = client.loggedIn();
    for (Fault fault :
        List.of(
            Fault.refuse(),
            Fault.error("AccessDeniedException", "no"),
            Fault.delay(Duration.ofSeconds(20)))) {
      stack
          .dynamoDb()
          .fail(
              call ->
                  call.function().equals("AuthorizerFunction")
                      ? Optional.of(fault)
                      : Optional.empty());

      assertUnavailable(client.me(access(login)));

      // What needs no session is answered all the same.
      assertInvalid(client.me("none"));
      stack.dynamoDb().recover();
    }

    assertThat(client.me(access(login)).status()).isEqualTo(200);
  }
}
