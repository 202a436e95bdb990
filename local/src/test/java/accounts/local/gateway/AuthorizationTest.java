package accounts.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.net.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {
  private static final String ARN = "arn:aws:execute-api:us-east-1:123456789012:local/Prod/GET/me";

  private static Authorization.Decision decide(String answer) {
    return Authorization.evaluate(
        Json.parse(answer.getBytes(StandardCharsets.UTF_8)).orElseThrow(), ARN, 3);
  }

  private static String answer(String effect, String resource, String context) {
    return """
    {"principalId":"p","policyDocument":{"Statement":{"Effect":"%s",
    "Action":["execute-api:Invoke"],"Resource":"%s"}},"context":%s}"""
        .formatted(effect, resource, context);
  }

  @Test
  void aStageWideAllowPasses() {
    Authorization.Decision decision =
        decide(answer("Allow", "arn:aws:execute-api:*:*:local/Prod/*", "{\"n\":1,\"b\":true}"));

    assertThat(decision.refusal()).isEmpty();
    assertThat(decision.context().toString())
        .isEqualTo("{\"n\":\"1\",\"b\":\"true\",\"principalId\":\"p\",\"integrationLatency\":3}");
  }

  @Test
  void aDenyHandsItsContextOn() {
    Authorization.Decision decision = decide(answer("Deny", "*", "{\"error\":\"no\"}"));

    assertThat(decision.refusal()).hasValue(GatewayError.ACCESS_DENIED);
    assertThat(decision.context().path("error").asText()).isEqualTo("no");
  }

  @Test
  void anAllowOfAnotherMethodDenies() {
    assertThat(decide(answer("Allow", ARN.replace("GET", "POST"), "null")).refusal())
        .hasValue(GatewayError.ACCESS_DENIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"principalId\":\"p\"}",
        "{\"principalId\":\"\",\"policyDocument\":{\"Statement\":[]}}",
      })
  void anAnswerThatIsNoneIsAConfigurationError(String answer) {
    assertThat(decide(answer).refusal()).hasValue(GatewayError.AUTHORIZER_CONFIGURATION_ERROR);
  }

  @Test
  void aNestedContextIsAConfigurationError() {
    assertThat(decide(answer("Allow", "*", "{\"a\":{}}")).refusal())
        .hasValue(GatewayError.AUTHORIZER_CONFIGURATION_ERROR);
  }
}
