package accounts.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.local.net.Json;
import accounts.local.template.GatewayResponseDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatewayResponsesTest {
  private static final ApiRequest REQUEST =
      new ApiRequest(
          "id-1",
          Instant.EPOCH,
          "GET",
          "/x",
          Map.of("Origin", List.of("https://o.example")),
          Map.of(),
          null,
          false,
          "127.0.0.1");

  private static ApiAnswer answer(GatewayError error, Map<String, GatewayResponseDefinition> defs) {
    ObjectNode context = Json.object().put("requestId", "id-1");
    context.putObject("authorizer").put("text", "a \"b\"");
    return new GatewayResponses(defs).answer(error, REQUEST, context);
  }

  private static String body(ApiAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static GatewayResponseDefinition definition(
      Optional<Integer> status, Map<String, String> headers, String template) {
    return new GatewayResponseDefinition(status, headers, Map.of("application/json", template));
  }

  @Test
  void withoutATemplateItIsApiGatewaysOwn() {
    ApiAnswer answer = answer(GatewayError.MISSING_AUTHENTICATION_TOKEN, Map.of());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(body(answer)).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
  }

  @Test
  void variablesArePutInUnescaped() {
    ApiAnswer answer =
        answer(
            GatewayError.ACCESS_DENIED,
            Map.of(
                "ACCESS_DENIED",
                definition(
                    Optional.of(401),
                    Map.of(
                        "A", "'static'",
                        "D", "method.request.header.origin",
                        "E", "method.request.header.absent"),
                    "$context.authorizer.text|$context.requestId|$context.nothing|$context.error.messageString")));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(body(answer))
        .isEqualTo("a \"b\"|id-1||\"User is not authorized to access this resource\"");
    assertThat(answer.headers())
        .containsEntry("A", List.of("static"))
        .containsEntry("D", List.of("https://o.example"))
        .doesNotContainKey("E");
  }

  @Test
  void theDefaultKeepsTheStatusOfTheCase() {
    ApiAnswer answer =
        answer(
            GatewayError.INTEGRATION_TIMEOUT,
            Map.of("DEFAULT_5XX", definition(Optional.empty(), Map.of(), "{}")));

    assertThat(answer.status()).isEqualTo(504);
    assertThat(body(answer)).isEqualTo("{}");
  }

  @Test
  void aHeaderThatIsNotUnderstoodIsRefused() {
    assertThatThrownBy(
            () ->
                answer(
                    GatewayError.UNAUTHORIZED,
                    Map.of(
                        "UNAUTHORIZED",
                        definition(
                            Optional.empty(), Map.of("A", "context.authorizer.text"), "{}"))))
        .hasMessageContaining("does not know the header value context.authorizer.text");
  }
}
