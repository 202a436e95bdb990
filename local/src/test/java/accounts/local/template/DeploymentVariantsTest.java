package accounts.local.template;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.iam.Statement;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the deployed template makes of its parameters, where the local stack runs only one way. */
class DeploymentVariantsTest {
  private static StackDefinition stack(Map<String, String> parameters) {
    Map<String, String> values = new HashMap<>(Map.of("MailFrom", "no-reply@example.com"));
    values.putAll(parameters);
    return Template.read(Path.of("../template.yaml")).resolve(values);
  }

  private static Map<String, String> environment(Map<String, String> parameters) {
    return stack(parameters).function("signup").environment();
  }

  private static List<String> connectsTo(Map<String, String> parameters) {
    return stack(parameters).function("signup").statements().stream()
        .filter(s -> s.actions().contains("elasticache:Connect"))
        .map(Statement::resources)
        .findFirst()
        .orElse(List.of());
  }

  private static Map<String, String> refusalHeaders(String allowedOrigins) {
    return requireNonNull(
            stack(Map.of("AllowedOrigins", allowedOrigins))
                .api()
                .gatewayResponses()
                .get("ACCESS_DENIED"))
        .headers();
  }

  @Test
  void redis_byDefault_isServerlessWithTlsAndIam() {
    assertThat(environment(Map.of()))
        .containsEntry("REDIS_SERVERLESS", "true")
        .hasEntrySatisfying("REDIS_URL", url -> assertThat(url).startsWith("rediss://"))
        .hasEntrySatisfying("REDIS_IAM_USER", user -> assertThat(user).isNotEmpty())
        .hasEntrySatisfying("REDIS_CACHE_NAME", name -> assertThat(name).isNotEmpty());
    assertThat(connectsTo(Map.of())).hasSize(2);
  }

  @Test
  void redis_nodes_areReachedByTheirPrimaryEndpoint() {
    Map<String, String> nodes = Map.of("RedisMode", "nodes");

    assertThat(environment(nodes))
        .containsEntry("REDIS_SERVERLESS", "false")
        .hasEntrySatisfying(
            "REDIS_URL", url -> assertThat(url).startsWith("rediss://").contains("PrimaryEndPoint"))
        .hasEntrySatisfying("REDIS_IAM_USER", user -> assertThat(user).isNotEmpty());
    assertThat(connectsTo(nodes)).hasSize(2);
  }

  @Test
  void redis_existing_isReachedAsGiven() {
    Map<String, String> existing =
        Map.of("RedisMode", "existing", "RedisUrl", "rediss://user:secret@redis.example.com:6380");

    assertThat(environment(existing))
        .containsEntry("REDIS_URL", "rediss://user:secret@redis.example.com:6380")
        .containsEntry("REDIS_IAM_USER", "")
        .containsEntry("REDIS_CACHE_NAME", "")
        .containsEntry("REDIS_SERVERLESS", "false");
    assertThat(connectsTo(existing)).isEmpty();
  }

  @Test
  void redis_existingWithIam_takesNameAndKindFromTheArn() {
    String arn = "arn:aws:elasticache:eu-west-1:123456789012:serverlesscache:codes";
    Map<String, String> existing =
        Map.of(
            "RedisMode", "existing",
            "RedisUrl", "rediss://codes.serverless.euw1.cache.amazonaws.com:6379",
            "RedisCacheArn", arn,
            "RedisIamUser", "accounts");

    assertThat(environment(existing))
        .containsEntry("REDIS_IAM_USER", "accounts")
        .containsEntry("REDIS_CACHE_NAME", "codes")
        .containsEntry("REDIS_SERVERLESS", "true");
    assertThat(connectsTo(existing)).contains(arn).anyMatch(r -> r.endsWith(":user:accounts"));
  }

  @Test
  void refusal_withoutAllowedOrigins_namesNone() {
    assertThat(refusalHeaders(""))
        .doesNotContainKeys("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials");
  }

  @Test
  void refusal_withOneAllowedOrigin_namesIt() {
    assertThat(refusalHeaders("https://app.example.com"))
        .containsEntry("Access-Control-Allow-Origin", "'https://app.example.com'")
        .containsEntry("Access-Control-Allow-Credentials", "'true'");
  }

  @Test
  void refusal_withSeveralAllowedOrigins_namesTheOneThatAsks() {
    assertThat(refusalHeaders("https://app.example.com,https://www.example.com"))
        .containsEntry("Access-Control-Allow-Origin", "method.request.header.Origin")
        .containsEntry("Access-Control-Allow-Credentials", "'true'");
  }

  @Test
  void gatewaysOwnAnswers_canAllBeReadByAPageOfAnAllowedOrigin() {
    Map<String, GatewayResponseDefinition> responses =
        stack(Map.of("AllowedOrigins", "https://app.example.com")).api().gatewayResponses();

    assertThat(responses).containsKeys("ACCESS_DENIED", "AUTHORIZER_FAILURE", "THROTTLED");
    responses.forEach(
        (type, response) ->
            assertThat(response.headers())
                .as(type)
                .containsEntry("Access-Control-Allow-Origin", "'https://app.example.com'")
                .containsEntry("Access-Control-Allow-Credentials", "'true'")
                .containsEntry("Access-Control-Expose-Headers", "'Retry-After'")
                .containsEntry("Vary", "'Origin'")
                .containsEntry("Cache-Control", "'no-store'")
                .containsEntry("X-Content-Type-Options", "'nosniff'")
                .containsEntry("Strict-Transport-Security", "'max-age=63072000; includeSubDomains'")
                .containsEntry("Referrer-Policy", "'no-referrer'"));
  }

  private static List<String> rightsToTheTable(StackDefinition stack, String function) {
    return stack.function(function).statements().stream()
        .flatMap(statement -> statement.actions().stream())
        .filter(action -> action.startsWith("dynamodb:"))
        .toList();
  }

  @Test
  void authorizer_byDefault_knowsNoTable() {
    StackDefinition stack = stack(Map.of());

    assertThat(stack.function("authorizer").environment())
        .containsEntry("AUTHORIZER_MODE", "stateless")
        .doesNotContainKey("TABLE_NAME");
    assertThat(rightsToTheTable(stack, "authorizer")).isEmpty();
  }

  @Test
  void authorizer_thatReadsSessions_mayReadTheTableAndNothingElse() {
    StackDefinition stack = stack(Map.of("AuthorizerMode", "session"));

    assertThat(stack.function("authorizer").environment())
        .containsEntry("AUTHORIZER_MODE", "session")
        .containsEntry("TABLE_NAME", "accounts-AccountsTable");
    assertThat(rightsToTheTable(stack, "authorizer")).containsExactly("dynamodb:GetItem");
    assertThat(rightsToTheTable(stack, "me")).containsExactly("dynamodb:GetItem");
    assertThat(rightsToTheTable(stack, "key-rotation")).isEmpty();
  }

  @Test
  void restoredTable_takesTheTablesPlaceInEveryFunction() {
    StackDefinition stack =
        stack(
            Map.of(
                "AuthorizerMode", "session",
                "RestoredTableName", "accounts-restored",
                "RestoredTableStreamArn",
                    "arn:aws:dynamodb:us-east-1:123456789012:table/accounts-AccountsTable/stream/local"));

    assertThat(stack.function("authorizer").environment()).containsKey("TABLE_NAME");
    for (FunctionDefinition function : stack.functions().values()) {
      if (function.environment().containsKey("TABLE_NAME")) {
        assertThat(function.environment()).containsEntry("TABLE_NAME", "accounts-restored");
      }
      assertThat(function.statements())
          .filteredOn(s -> s.actions().stream().anyMatch(a -> a.startsWith("dynamodb:")))
          .allSatisfy(
              s ->
                  assertThat(s.resources())
                      .as("versions that are still at the old table keep their right")
                      .anyMatch(r -> r.endsWith(":table/accounts-restored"))
                      .anyMatch(r -> r.endsWith(":table/accounts-AccountsTable")));
    }
  }
}
