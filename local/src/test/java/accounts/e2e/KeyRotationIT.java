package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.token.SigningKey;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The signing keys, on a stack of their own whose times are seconds. It was run with HS256 until
 * now, and its parameter has just been changed to ES256. The tests are in order: the first needs
 * functions that have no keys yet.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeyRotationIT {
  private static final int ACCESS_SECONDS = 3;
  private static final int REFRESH_SECONDS = 5;

  /** Half of it has to be enough for the four steps of a rotation. */
  private static final int PROPAGATION_SECONDS = 5;

  private static final List<String> LOG = new ArrayList<>();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private static LocalStack stack;

  @SuppressWarnings("NullAway.Init")
  private static Client client;

  @SuppressWarnings("NullAway.Init")
  private static OtherService service;

  @BeforeAll
  static void start() {
    stack =
        StackExtension.builder()
            .parameters(StackExtension.NO_LIMITS)
            .parameter("TokenAlgorithm", "ES256")
            .environment("ACCESS_TOKEN_SECONDS", Integer.toString(ACCESS_SECONDS))
            .environment("REFRESH_TOKEN_SECONDS", Integer.toString(REFRESH_SECONDS))
            .environment("KEY_PROPAGATION_SECONDS", Integer.toString(PROPAGATION_SECONDS))
            .environment("KEY_RING_REFRESH_SECONDS", "1")
            .log(KeyRotationIT::log)
            .start();
    client = new Client(stack);
    service = new OtherService(client);
    putRotatedRing();
  }

  /** A key for HS256 that some rotation made. */
  private static void putRotatedRing() {
    String key = Base64.getUrlEncoder().encodeToString(SigningKeys.first(stack));
    try (SecretsManagerClient secrets =
        SecretsManagerClient.builder()
            .endpointOverride(URI.create(stack.awsUrl()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build()) {
      secrets.putSecretValue(
          r ->
              r.secretId(stack.secrets().arn(SigningKeys.SECRET))
                  .secretString(
                      "{\"keys\":[{\"key\":\"" + key + "\",\"activeFrom\":1700000000}]}"));
    }
  }

  private static void log(String line) {
    synchronized (LOG) {
      LOG.add(line);
    }
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private static void assertUnavailable(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(answer.json().path("retryAfterSeconds").asInt()).isEqualTo(2);
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.cookies()).isEmpty();
  }

  /** A token that is good for hours if the key is. */
  private static String forged(byte[] key, String member) {
    return JWT.create()
        .withKeyId(idOf(key))
        .withClaim("token_type", "access")
        .withIssuedAt(Instant.now())
        .withExpiresAt(Instant.now().plus(Duration.ofHours(1)))
        .withJWTId("00112233445566778899aabbccddeeff")
        .withClaim("user_id", member)
        .sign(Algorithm.HMAC256(key));
  }

  private static String idOf(byte[] key) {
    return SigningKey.fromBase64Url(Base64.getUrlEncoder().encodeToString(key)).id();
  }

  @Test
  @Order(1)
  void noKeysAtAll_is503UntilSecretsManagerIsBack() {
    String email = client.activeMember();
    String token = forged(SigningKeys.first(stack), "nobody");
    stack.secrets().fail(call -> Optional.of(Fault.error(500, "InternalServiceError", "no")));

    assertUnavailable(client.login(email, PASSWORD));
    assertUnavailable(client.refresh(token));
    assertUnavailable(client.me(token));
    assertThat(client.me(token).json().path("error").asText())
        .isEqualTo("The service is not available at the moment. Please try again");
    // Without a token there is nothing that a key could tell.
    assertThat(client.get("/me", Map.of()).code()).isEqualTo("ACCESS_TOKEN_REQUIRED");

    stack.secrets().recover();
    Answer login = client.login(email, PASSWORD);
    assertThat(login.status()).isEqualTo(200);
    assertAccepted(client.me(login.cookie("access_token")));
    assertAccepted(client.refresh(login.cookie("refresh_token")));
  }

  /** On a slow machine a token may expire on its way; that too is said only of a token of ours. */
  private static void assertAccepted(Answer answer) {
    if (answer.status() != 200) {
      assertThat(answer.code()).as(answer.toString()).endsWith("_TOKEN_EXPIRED");
    }
  }

  @Test
  @Order(2)
  void secretsManagerDown_theKeysAtHandAreUsed() {
    String email = client.activeMember();
    client.me(client.login(email, PASSWORD).cookie("access_token"));
    stack.secrets().fail(call -> Optional.of(Fault.refuse()));
    try {
      Answer login = client.login(email, PASSWORD);
      assertThat(login.status()).as(login.toString()).isEqualTo(200);
      assertAccepted(client.me(login.cookie("access_token")));
    } finally {
      stack.secrets().recover();
    }
  }

  @Test
  @Order(3)
  void rotationToAnotherAlgorithmUnderLoad_refusesNoLiveToken() throws Exception {
    byte[] firstKey = SigningKeys.first(stack);
    String email = client.activeMember();
    String member =
        Eventually.get(
                () -> client.me(client.login(email, PASSWORD).cookie("access_token")),
                answer -> answer.status() == 200,
                "the member")
            .json()
            .path("id")
            .asText();
    String byTheFirst = forged(firstKey, member);
    assertThat(client.jwks(Map.of()).body()).isEqualTo("{\"keys\":[]}");
    Load load = new Load(email, 3);

    load.until(ids -> ids.size() >= 1);
    assertThat(rotateByThePage()).contains("\"secret\":\"SigningKeysSecret\"");
    // Before that one's key is active.
    stack.secrets().rotate(SigningKeys.SECRET);
    long retirement = retirement(0);
    load.until(ids -> ids.size() >= 2);
    assertThat(client.me(byTheFirst).status()).isEqualTo(200);
    stack.secrets().rotate(SigningKeys.SECRET);
    load.until(ids -> Instant.now().getEpochSecond() > retirement && ids.size() >= 3);
    load.end();

    assertThat(load.refused).isEmpty();
    assertThat(load.failed).isEmpty();
    assertThat(load.keyIds).hasSizeGreaterThanOrEqualTo(3).contains(idOf(firstKey));
    assertThat(load.algorithms).containsExactlyInAnyOrder("HS256", "ES256");
    assertThat(load.refusedElsewhere).isEmpty();
    assertThat(load.answered.get()).isGreaterThan(50);
    Answer retired = client.me(byTheFirst);
    assertThat(retired.status()).isEqualTo(401);
    assertThat(retired.code()).isEqualTo("ACCESS_TOKEN_INVALID");
    assertNoKeyInTheLog();
  }

  private static String rotateByThePage() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.url() + "/_local/rotate-keys"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static long retirement(int index) {
    return Json.readObject(stack.secrets().value(SigningKeys.SECRET))
        .orElseThrow()
        .path("keys")
        .path(index)
        .path("retireAt")
        .longValue();
  }

  private static void assertNoKeyInTheLog() {
    List<String> keys = new ArrayList<>();
    Json.readObject(stack.secrets().value(SigningKeys.SECRET))
        .orElseThrow()
        .path("keys")
        .forEach(key -> keys.add(key.path("key").textValue()));
    assertThat(keys).isNotEmpty();
    synchronized (LOG) {
      assertThat(String.join("\n", LOG)).contains("[KeyRotationFunction]").doesNotContain(keys);
    }
  }

  /** Logs in several times at once, asks who it is and refreshes, over and over. */
  private static final class Load {
    /** What was answered to tokens that were good then. */
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

    private final ConcurrentLinkedQueue<Throwable> failed = new ConcurrentLinkedQueue<>();
    private final Set<String> keyIds = ConcurrentHashMap.newKeySet();
    private final Set<String> algorithms = ConcurrentHashMap.newKeySet();

    /** What a service said that verifies with the public keys. */
    private final ConcurrentLinkedQueue<String> refusedElsewhere = new ConcurrentLinkedQueue<>();

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    Load(String email, int sessions) {
      for (int i = 0; i < sessions; i++) {
        threads.add(
            Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, thrown) -> failed.add(thrown))
                .start(() -> run(email)));
      }
    }

    private void run(String email) {
      while (!ended.get()) {
        Answer login = client.login(email, PASSWORD);
        check(login, "");
        for (int i = 0; i < 5 && login.status() == 200; i++) {
          String access = login.cookie("access_token");
          check(client.me(access), access);
          String refresh = login.cookie("refresh_token");
          keyIds.add(SigningKeys.id(access));
          algorithms.add(SigningKeys.algorithm(access));
          if (SigningKeys.algorithm(access).equals("ES256")) {
            Optional.ofNullable(service.refusal(access)).ifPresent(refusedElsewhere::add);
          }
          keyIds.add(SigningKeys.id(refresh));
          login = client.refresh(refresh);
          check(login, refresh);
        }
      }
    }

    /** On a slow machine a token may expire on its way; only then it may be refused. */
    private void check(Answer answer, String token) {
      answered.incrementAndGet();
      boolean expired =
          !token.isEmpty() && Instant.now().getEpochSecond() >= SigningKeys.expiry(token);
      if (answer.status() != 200 && !(expired && answer.code().endsWith("_TOKEN_EXPIRED"))) {
        refused.add(answer.status() + " " + answer.body());
      }
    }

    void until(Predicate<Set<String>> reached) {
      Eventually.get(
          () -> Set.copyOf(keyIds),
          ids -> !failed.isEmpty() || reached.test(ids),
          "the rotation; seen: " + keyIds);
    }

    void end() throws InterruptedException {
      ended.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
