package accounts.local.iam;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.net.Loopback;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signed by the SDK, so that the check is held against another's steps. */
class StsEndpointTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String FORM = "Action=GetCallerIdentity&Version=2011-06-15";

  private final HttpServer server =
      Loopback.serve(
          new StsEndpoint(
              new AccessControl(Map.of("LOCALOne", "One"), Map.of()),
              Clock.fixed(NOW, ZoneOffset.UTC)));
  private final URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private SdkHttpRequest.Builder request() {
    return SdkHttpRequest.builder()
        .uri(uri)
        .method(SdkHttpMethod.POST)
        .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        .putHeader("X-Accounts-Request", "a  b");
  }

  private static SdkHttpRequest sign(
      SdkHttpRequest request, String key, String secret, String service, Instant when) {
    return AwsV4HttpSigner.create()
        .sign(
            r ->
                r.identity(AwsSessionCredentialsIdentity.create(key, secret, "local"))
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(FORM.getBytes(StandardCharsets.UTF_8)))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(when, ZoneOffset.UTC)))
        .request();
  }

  private static SdkHttpRequest sign(SdkHttpRequest request, String key) {
    return sign(request, key, "local", "sts", NOW);
  }

  private HttpResponse<String> send(SdkHttpRequest signed, String body, Optional<String> accept)
      throws Exception {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
    signed
        .headers()
        .forEach(
            (name, values) -> {
              if (!List.of("host", "content-length").contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
              }
            });
    accept.ifPresent(value -> builder.header("Accept", value));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          builder.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> json(SdkHttpRequest signed) throws Exception {
    return send(signed, FORM, Optional.of("application/json"));
  }

  @Test
  void aCallerIsAUserOfTheAccessKeysName() throws Exception {
    HttpResponse<String> response = json(sign(request().build(), "alice"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith(
            "{\"GetCallerIdentityResponse\":{\"GetCallerIdentityResult\":{"
                + "\"Account\":\"123456789012\","
                + "\"Arn\":\"arn:aws:iam::123456789012:user/alice\",");
  }

  @Test
  void aFunctionIsItsRole() throws Exception {
    assertThat(json(sign(request().build(), "LOCALOne")).body())
        .contains("\"arn:aws:sts::123456789012:assumed-role/One/One\"");
  }

  @Test
  void theAnswerIsXmlWhereNobodyAsksForJson() throws Exception {
    HttpResponse<String> response = send(sign(request().build(), "alice"), FORM, Optional.empty());

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/xml");
    assertThat(response.body()).contains("<Arn>arn:aws:iam::123456789012:user/alice</Arn>");
  }

  @Test
  void anotherSecretBodyOrHeaderIsRefused() throws Exception {
    SdkHttpRequest good = sign(request().build(), "alice");

    assertRefused(json(sign(request().build(), "alice", "other", "sts", NOW)));
    assertRefused(send(good, FORM + "&x=y", Optional.of("application/json")));
    assertRefused(json(good.toBuilder().putHeader("X-Accounts-Request", "other").build()));
    assertRefused(json(sign(request().build(), "alice", "local", "lambda", NOW)));
  }

  @Test
  void aSignatureIsGoodForAQuarterOfAnHour() throws Exception {
    Duration quarter = Duration.ofMinutes(15);
    assertThat(
            json(sign(request().build(), "alice", "local", "sts", NOW.minus(quarter))).statusCode())
        .isEqualTo(200);
    assertRefused(
        json(sign(request().build(), "alice", "local", "sts", NOW.minus(quarter).minusSeconds(1))));
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("\"Code\":\"SignatureDoesNotMatch\"");
  }

  @Test
  void whatIsNotSignedIsRefused() throws Exception {
    HttpResponse<String> response = json(request().build());

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("MissingAuthenticationToken");
  }
}
