package accounts.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.store.AwsConnections;
import accounts.store.StoreUnavailableException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Against a server that checks signatures as STS does. */
class StsCallerIdentityTest {
  private static final String DIGEST = "1".repeat(64);
  private static final AwsCredentialsIdentity ALICE =
      AwsCredentialsIdentity.create("ALICE", "wJalrXUtnFEMI");
  private static final String ARN = "arn:aws:iam::123456789012:user/alice";
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final List<String> asked = new ArrayList<>();
  private final List<Integer> troubles = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private HttpServer sts;

  @BeforeEach
  void start() throws IOException {
    sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sts.createContext("/", this::answer);
    sts.start();
  }

  @AfterEach
  void stop() {
    sts.stop(0);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + sts.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(body);
    if (!troubles.isEmpty()) {
      int trouble = troubles.removeFirst();
      respond(exchange, trouble, "{\"Error\":{\"Code\":\"Throttling\"}}");
      return;
    }
    boolean right = isSignedBy(ALICE, exchange);
    respond(
        exchange,
        right ? 200 : 403,
        right
            ? "{\"GetCallerIdentityResponse\":{\"GetCallerIdentityResult\":{\"Account\":\"123456789012\",\"Arn\":\""
                + ARN
                + "\",\"UserId\":\"AIDA\"}}}"
            : "{\"Error\":{\"Code\":\"SignatureDoesNotMatch\",\"Type\":\"Sender\"}}");
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Signs what came once more and compares. */
  private boolean isSignedBy(AwsCredentialsIdentity credentials, HttpExchange exchange) {
    Instant date =
        LocalDateTime.parse(
                exchange.getRequestHeaders().getFirst("X-Amz-Date"),
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
            .toInstant(ZoneOffset.UTC);
    Signed again =
        signedRequest(
            credentials,
            String.valueOf(exchange.getRequestHeaders().getFirst("X-Accounts-Request")),
            date);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    return again.authorization().equals(authorization)
        && Arrays.stream(
                authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1").split(";", -1))
            .allMatch(header -> exchange.getRequestHeaders().containsKey(header))
        && again.bodyDigest().equals(exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256"));
  }

  private record Signed(String date, String authorization, String bodyDigest) {}

  private CallerProof sign(AwsCredentialsIdentity credentials, String digest, Instant at) {
    Signed signed = signedRequest(credentials, digest, at);
    return new CallerProof(signed.date(), signed.authorization(), Optional.empty());
  }

  private Signed signedRequest(AwsCredentialsIdentity credentials, String digest, Instant at) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(url())
            .putHeader("Content-Type", CallerProof.CONTENT_TYPE)
            .putHeader(CallerProof.REQUEST_HEADER, digest)
            .build();
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials)
                        .request(request)
                        .payload(ContentStreamProvider.fromUtf8String(CallerProof.BODY))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
            .request();
    return new Signed(
        signed.firstMatchingHeader("X-Amz-Date").orElseThrow(),
        signed.firstMatchingHeader("Authorization").orElseThrow(),
        signed.firstMatchingHeader("x-amz-content-sha256").orElseThrow());
  }

  private Optional<Caller> identify(CallerProof proof, String digest) {
    return StsCallerIdentity.at(url(), new AwsConnections()).of(proof, digest);
  }

  @Test
  void proofForTheRequest_tellsWhoSigned() {
    assertThat(identify(sign(ALICE, DIGEST, NOW), DIGEST))
        .contains(new Caller(ARN, "123456789012"));
    assertThat(asked).containsExactly("Action=GetCallerIdentity&Version=2011-06-15");
  }

  @Test
  void proofForAnotherRequest_tellsNobody() {
    assertThat(identify(sign(ALICE, DIGEST, NOW), "2".repeat(64))).isEmpty();
  }

  @Test
  void proofOfSomebodyWhomStsDoesNotKnow_tellsNobody() {
    AwsCredentialsIdentity mallory = AwsCredentialsIdentity.create("ALICE", "guessed");

    assertThat(identify(sign(mallory, DIGEST, NOW), DIGEST)).isEmpty();
  }

  @Test
  void stsFailsOnce_isAskedAgain() {
    troubles.add(500);

    assertThat(identify(sign(ALICE, DIGEST, NOW), DIGEST)).isPresent();
  }

  @Test
  void stsFailsOrThrottles_isUnavailableAndNoRefusal() {
    for (int status : List.of(500, 503, 400)) {
      troubles.clear();
      troubles.addAll(List.of(status, status));
      assertThatThrownBy(() -> identify(sign(ALICE, DIGEST, NOW), DIGEST))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessage("STS is not available");
    }
  }

  @Test
  void stsIsNotThere_isUnavailable() {
    CallerProof proof = sign(ALICE, DIGEST, NOW);
    stop();

    assertThatThrownBy(() -> identify(proof, DIGEST)).isInstanceOf(StoreUnavailableException.class);
  }
}
