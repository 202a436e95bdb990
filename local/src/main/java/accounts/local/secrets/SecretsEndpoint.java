package accounts.local.secrets;

import accounts.local.dynamodb.Fault;
import accounts.local.iam.AccessControl;
import accounts.local.net.Json;
import accounts.local.net.LocalStackException;
import accounts.local.net.Loopback;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * What the functions take for Secrets Manager: {@code GetSecretValue}, {@code PutSecretValue},
 * {@code DescribeSecret}, {@code UpdateSecretVersionStage} and {@code RotateSecret}. Refuses what
 * their policies do not allow. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html">Secrets
 *     Manager API</a>
 */
public final class SecretsEndpoint implements HttpHandler {
  /** How each call's {@code X-Amz-Target} begins. */
  public static final String TARGET = "secretsmanager.";

  private static final String MEDIA_TYPE = "application/x-amz-json-1.1";

  private final AccessControl accessControl;
  private final Secrets secrets;
  private volatile Function<SecretCall, Optional<Fault>> faults = call -> Optional.empty();

  SecretsEndpoint(AccessControl accessControl, Secrets secrets) {
    this.accessControl = accessControl;
    this.secrets = secrets;
  }

  void setFaults(Function<SecretCall, Optional<Fault>> faults) {
    this.faults = faults;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    SecretCall call =
        new SecretCall(
            accessControl.caller(header(exchange, "Authorization")),
            header(exchange, "X-Amz-Target").substring(TARGET.length()),
            Json.parse(exchange.getRequestBody().readAllBytes()).orElseGet(Json::object));
    Optional<Fault> fault = faults.apply(call);
    if (fault.isPresent()) {
      if (!pause(fault.get())) {
        return;
      }
      Optional<Fault.Failure> error = fault.get().error();
      if (error.isPresent()) {
        error(exchange, error.get().status(), error.get().type(), error.get().message());
      }
      if (!fault.get().isDone()) {
        return; // refused: the exchange is closed without an answer
      }
    }
    try {
      ObjectNode answer = answer(call);
      if (fault.isEmpty() || !fault.get().isRefused()) {
        Loopback.answer(exchange, 200, MEDIA_TYPE, Json.bytes(answer));
      }
    } catch (SecretException e) {
      error(exchange, 400, e.type(), String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode answer(SecretCall call) {
    String id = call.text("SecretId");
    Optional<Secret> found = secrets.named(id);
    String action = TARGET.replace('.', ':') + call.operation();
    String resource = found.map(secret -> secret.definition().arn()).orElse(id);
    if (!accessControl.allows(call.function(), action, resource, Map.of())) {
      throw new SecretException(
          "AccessDeniedException", AccessControl.refusal(call.function(), action, resource));
    }
    Secret secret = found.orElseThrow(() -> SecretException.notFound("secret"));
    return switch (call.operation()) {
      case "GetSecretValue" -> secret.value(call.text("VersionId"), call.text("VersionStage"));
      case "DescribeSecret" -> secret.describe();
      case "PutSecretValue" -> {
        String token = call.text("ClientRequestToken");
        yield secret.put(
            token.isEmpty() ? UUID.randomUUID().toString() : token,
            call.text("SecretString"),
            stages(call.request().path("VersionStages")));
      }
      case "UpdateSecretVersionStage" ->
          secret.move(
              call.text("VersionStage"),
              call.text("MoveToVersionId"),
              call.text("RemoveFromVersionId"));
      case "RotateSecret" -> rotate(secret);
      default ->
          throw new SecretException(
              "UnknownOperationException", "The local stack does not have " + call.operation());
    };
  }

  private ObjectNode rotate(Secret secret) {
    try {
      String version = secrets.rotate(secret.definition().logicalId());
      return Json.object().put("ARN", secret.definition().arn()).put("VersionId", version);
    } catch (SecretException e) {
      throw e;
    } catch (LocalStackException e) {
      throw new SecretException("InvalidRequestException", String.valueOf(e.getMessage()));
    }
  }

  private static Set<String> stages(JsonNode given) {
    Set<String> stages = new TreeSet<>();
    given.forEach(stage -> stages.add(stage.asText()));
    return stages.isEmpty() ? Set.of(Secret.CURRENT) : stages;
  }

  private static boolean pause(Fault fault) {
    try {
      Thread.sleep(fault.delay());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void error(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode body = Json.object();
    body.put("__type", type);
    body.put("Message", message);
    Loopback.answer(exchange, status, MEDIA_TYPE, Json.bytes(body));
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }
}
