package accounts.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.RequestLog;
import accounts.json.Json;
import accounts.session.Nobody;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.token.InMemoryKeyRing;
import accounts.token.KeyRing;
import accounts.token.PublicKeys;
import accounts.token.SigningKey;
import accounts.token.TokenAlgorithm;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwksHandlerTest {
  private static final Duration PROPAGATION = Duration.ofMinutes(15);
  private static final Duration WEEK = Duration.ofDays(7);

  private final SecureRandom random = new SecureRandom();
  private final MutableClock clock = MutableClock.startingNow();
  private final SigningKey secret = SigningKey.create(random);
  private final SigningKey pair = SigningKey.create(TokenAlgorithm.ES256, random);
  private final KeyRing hs256 = KeyRing.of(secret);
  private final KeyRing both = hs256.rotated(pair, clock.instant(), PROPAGATION, WEEK);
  private final InMemoryKeyRing source = new InMemoryKeyRing(both);
  private final List<String> log = new ArrayList<>();
  private final JwksHandler handler =
      new JwksHandler(
          new PublicKeys(source.cache(clock), clock),
          Duration.ofMinutes(5),
          new RequestLog(log::add));

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent get(Map<String, String> headers) {
    APIGatewayProxyRequestEvent event = Events.request("jwks");
    headers.forEach((name, value) -> Events.withHeader(event, name, value));
    return call(event);
  }

  @Test
  void sampleEvent_isThePublicKeyAndNothingOfTheSecrets() {
    APIGatewayProxyResponseEvent response = call(Events.request("jwks"));

    assertThat(response.getStatusCode()).isEqualTo(200);
    JsonNode keys = Json.readObject(response.getBody()).orElseThrow().path("keys");
    assertThat(keys).hasSize(1);
    assertThat(keys.path(0).path("kid").textValue()).isEqualTo(pair.id());
    assertThat(keys.path(0).path("kty").textValue()).isEqualTo("EC");
    assertThat(keys.path(0).path("crv").textValue()).isEqualTo("P-256");
    assertThat(keys.path(0).path("alg").textValue()).isEqualTo("ES256");
    assertThat(keys.path(0).path("use").textValue()).isEqualTo("sig");
    assertThat(keys.path(0).path("x").textValue()).hasSize(43);
    assertThat(keys.path(0).path("y").textValue()).hasSize(43);
    assertThat(keys.path(0).size()).isEqualTo(7);
    assertThat(response.getBody()).doesNotContain(secret.id()).doesNotContain("\"d\"");
  }

  @Test
  void answer_mayBeKeptAndReadByEverybody() {
    Map<String, String> headers = get(Map.of("Origin", "https://elsewhere.example")).getHeaders();

    assertThat(headers)
        .containsEntry("Cache-Control", "public, max-age=120")
        .containsEntry("Content-Type", "application/json; charset=utf-8")
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Access-Control-Allow-Origin", "*")
        .doesNotContainKey("Access-Control-Allow-Credentials");
  }

  @Test
  void hs256Only_isAnEmptySet() {
    source.replace(hs256);

    assertThat(get(Map.of()).getBody()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void ifNoneMatch_thatSet_is304WithoutABody() {
    String tag = get(Map.of()).getHeaders().get("ETag");
    assertThat(tag).matches("\"[A-Za-z0-9_-]{20}\"");

    for (String given : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
      APIGatewayProxyResponseEvent response = get(Map.of("If-None-Match", given));
      assertThat(response.getStatusCode()).as(given).isEqualTo(304);
      assertThat(response.getBody()).isNull();
      assertThat(response.getHeaders())
          .containsEntry("ETag", tag)
          .containsEntry("Cache-Control", "public, max-age=120")
          .doesNotContainKey("Content-Type");
    }
  }

  @Test
  void ifNoneMatch_setBeforeARotation_isTheNewSet() {
    String tag = get(Map.of()).getHeaders().get("ETag");
    SigningKey next = SigningKey.create(TokenAlgorithm.ES256, random);
    source.replace(both.rotated(next, clock.instant(), PROPAGATION, WEEK));
    clock.advance(Duration.ofMinutes(5));

    APIGatewayProxyResponseEvent response = get(Map.of("If-None-Match", tag));

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).contains(pair.id(), next.id());
    assertThat(response.getHeaders().get("ETag")).isNotEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "PUT", "DELETE", "OPTIONS"})
  void anotherMethod_is405(String method) {
    APIGatewayProxyResponseEvent response = call(Events.request("jwks").withHttpMethod(method));

    assertThat(response.getStatusCode()).isEqualTo(405);
    assertThat(response.getHeaders())
        .containsEntry("Allow", "GET")
        .containsEntry("Cache-Control", "no-store");
  }

  @Test
  void sampleEventPost_is405() {
    assertThat(call(Events.request("jwks-post")).getStatusCode()).isEqualTo(405);
  }

  @Test
  void noKeys_is503ThatNobodyKeeps() {
    source.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = get(Map.of());

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(response.getHeaders()).containsEntry("Cache-Control", "no-store");
    assertThat(response.getBody()).contains("STORE_UNAVAILABLE");
  }

  @Test
  void prime_readsTheKeys() {
    handler.prime(new Nobody(clock, random));

    assertThat(source.reads()).isEqualTo(1);
  }
}
