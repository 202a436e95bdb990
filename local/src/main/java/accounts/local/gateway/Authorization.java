package accounts.local.gateway;

import accounts.local.iam.Policy;
import accounts.local.iam.Statement;
import accounts.local.lambda.InvocationResult;
import accounts.local.lambda.Lambda;
import accounts.local.net.Json;
import accounts.local.net.LocalStackException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a Lambda authorizer, and evaluates the policy it answers with.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html">Output
 *     from an API Gateway Lambda authorizer</a>
 */
final class Authorization {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Lambda lambda;
  private final Duration limit;

  Authorization(Lambda lambda, Duration limit) {
    this.lambda = lambda;
    this.limit = limit;
  }

  /**
   * What the authorizer decided.
   *
   * @param refusal empty: the request may pass
   * @param context what it hands on, to the function or to the gateway response
   */
  record Decision(Optional<GatewayError> refusal, ObjectNode context) {
    static Decision refused(GatewayError error) {
      return new Decision(Optional.of(error), Json.object());
    }
  }

  Decision decide(String functionId, ObjectNode event, String methodArn) {
    long start = System.nanoTime();
    InvocationResult result;
    try {
      result =
          lambda.invoke(functionId, Json.bytes(event)).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Decision.refused(GatewayError.AUTHORIZER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Decision.refused(GatewayError.AUTHORIZER_FAILURE);
    }
    if (result.isError()) {
      return Decision.refused(
          result.errorMessage().equals("Unauthorized")
              ? GatewayError.UNAUTHORIZED
              : GatewayError.AUTHORIZER_FAILURE);
    }
    long latency = (System.nanoTime() - start) / 1_000_000;
    return Json.parse(result.payload())
        .map(answer -> evaluate(answer, methodArn, latency))
        .orElse(Decision.refused(GatewayError.AUTHORIZER_CONFIGURATION_ERROR));
  }

  static Decision evaluate(JsonNode answer, String methodArn, long latencyMillis) {
    JsonNode principal = answer.path("principalId");
    Optional<Policy> policy = policy(answer.path("policyDocument").path("Statement"));
    Optional<ObjectNode> context = context(answer.path("context"));
    if (!principal.isTextual()
        || principal.asText().isEmpty()
        || policy.isEmpty()
        || context.isEmpty()) {
      return Decision.refused(GatewayError.AUTHORIZER_CONFIGURATION_ERROR);
    }
    ObjectNode handedOn = context.get();
    handedOn.put("principalId", principal.asText());
    handedOn.put("integrationLatency", latencyMillis);
    return policy.get().allows("execute-api:Invoke", methodArn)
        ? new Decision(Optional.empty(), handedOn)
        : new Decision(Optional.of(GatewayError.ACCESS_DENIED), handedOn);
  }

  private static Optional<Policy> policy(JsonNode statements) {
    List<Statement> result = new ArrayList<>();
    try {
      for (JsonNode statement : statements.isObject() ? List.of(statements) : statements) {
        result.add(Statement.of(MAPPER.convertValue(statement, Object.class), "authorizer"));
      }
    } catch (LocalStackException e) {
      return Optional.empty();
    }
    return result.isEmpty() ? Optional.empty() : Optional.of(new Policy(result));
  }

  /**
   * The context with every value as a text, as it reaches functions; empty if a value is nested.
   */
  private static Optional<ObjectNode> context(JsonNode given) {
    ObjectNode context = Json.object();
    if (!given.isObject()) {
      return given.isMissingNode() || given.isNull() ? Optional.of(context) : Optional.empty();
    }
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      if (!entry.getValue().isValueNode()) {
        return Optional.empty();
      }
      if (!entry.getValue().isNull()) {
        context.put(entry.getKey(), entry.getValue().asText());
      }
    }
    return Optional.of(context);
  }
}
