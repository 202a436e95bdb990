package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.json.Json;
import accounts.testing.Events;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {
  private static InputStream in(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> requests() {
    return Events.names().stream()
        .filter(name -> Events.text(name).contains("httpMethod"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_sampleEvent_isAsTheRuntimeReadsIt(String name) {
    Request expected = new Request(Events.read(name, APIGatewayProxyRequestEvent.class));

    Request request = new Request(EventJson.request(in(Events.text(name))));

    assertThat(request.method()).isEqualTo(expected.method());
    assertThat(request.id()).isEqualTo(expected.id());
    assertThat(request.resource()).isEqualTo(expected.resource());
    assertThat(request.path()).isEqualTo(expected.path());
    assertThat(request.host()).isEqualTo(expected.host());
    assertThat(request.sourceIp()).isEqualTo(expected.sourceIp());
    assertThat(request.session()).isEqualTo(expected.session());
    assertThat(request.pathParameter("id")).isEqualTo(expected.pathParameter("id"));
    for (String header : List.of("Cookie", "Origin", "Accept-Language", "User-Agent")) {
      assertThat(request.headers().all(header)).isEqualTo(expected.headers().all(header).toList());
    }
    assertThat(body(request)).isEqualTo(body(expected));
  }

  private static String body(Request request) {
    try {
      return request.body().text(Field.EMAIL);
    } catch (ApiException e) {
      return e.code().name();
    }
  }

  @Test
  void request_nearlyNothing_hasNoValues() {
    Request request =
        new Request(EventJson.request(in("{\"headers\":null,\"body\":null,\"more\":[1]}")));

    assertThat(request.method()).isEmpty();
    assertThat(request.sourceIp()).isEmpty();
    assertThat(request.headers().get("Cookie")).isEmpty();
    assertThat(request.pathParameter("id")).isEmpty();
  }

  @Test
  void request_longestNameThatLambdaTakes_isRead() {
    String query = "{\"" + "x".repeat(6_000_000) + "\":\"\"}";

    Request request =
        new Request(
            EventJson.request(
                in("{\"queryStringParameters\":" + query + ",\"httpMethod\":\"GET\"}")));

    assertThat(request.method()).isEqualTo("GET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{} {}"})
  void request_noObject_fails(String json) {
    assertThatThrownBy(() -> EventJson.request(in(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void answer_cookiesAndKorean_isAsTheFunctionGaveIt() throws IOException {
    APIGatewayProxyResponseEvent response =
        new APIGatewayProxyResponseEvent()
            .withStatusCode(200)
            .withHeaders(Map.of("Content-Type", "application/json"))
            .withMultiValueHeaders(Map.of("Set-Cookie", List.of("a=1", "b=2")))
            .withBody("{\"message\":\"토큰\"}")
            .withIsBase64Encoded(false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Json.write(EventJson.of(response), out);

    ObjectNode json = Json.readObject(out.toString(StandardCharsets.UTF_8)).orElseThrow();
    assertThat(json.path("statusCode").intValue()).isEqualTo(200);
    assertThat(json.path("headers").path("Content-Type").textValue()).isEqualTo("application/json");
    assertThat(json.path("multiValueHeaders").path("Set-Cookie")).hasSize(2);
    assertThat(json.path("body").textValue()).isEqualTo("{\"message\":\"토큰\"}");
    assertThat(json.path("isBase64Encoded").booleanValue()).isFalse();
  }
}
