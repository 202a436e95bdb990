package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.local.lambda.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The functions from their snapshots: primed, without connections, and none the worse for it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SnapStartIT {
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private static LocalStack stack;

  @SuppressWarnings("NullAway.Init")
  private static Client client;

  @BeforeAll
  static void start() {
    stack =
        StackExtension.builder()
            .parameters(StackExtension.NO_LIMITS)
            .parameter("LoginsPerMinute", "300")
            .snapStart(true)
            .log(LOG::add)
            .start();
    client = new Client(stack);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private static List<String> functionLines(String part) {
    return LOG.stream().filter(l -> l.startsWith("[")).filter(l -> l.contains(part)).toList();
  }

  private static List<Map<String, AttributeValue>> items() {
    DynamoDbClient table = stack.dynamoDb().client();
    String name = stack.dynamoDb().tableName("AccountsTable");
    return table.scan(s -> s.tableName(name).consistentRead(true)).items();
  }

  /** The stores are down while the version is published: here, at the first call. */
  @Test
  @Order(1)
  void storesDownAtTheCheckpoint_theFunctionStartsAndServesWhenTheyAreBack() {
    stack.redis().stop();
    stack.dynamoDb().fail(call -> Optional.of(Fault.refuse()));

    Answer down = client.resend("nobody@example.com", PASSWORD);

    assertThat(down.status()).isEqualTo(503);
    assertThat(functionLines("\"event\":\"snapshot\""))
        .anySatisfy(line -> assertThat(line).contains("The table is not available"));
    assertThat(stack.checkpoints())
        .singleElement()
        .satisfies(c -> assertThat(c.openConnections()).isEmpty());
    stack.redis().start();
    stack.dynamoDb().recover();
    assertThat(client.resend("nobody@example.com", PASSWORD).status()).isEqualTo(404);
    assertThat(stack.checkpoints()).hasSize(1);
  }

  @Test
  @Order(2)
  void published_isPrimedWithoutATraceAndHoldsNoConnection() {
    LOG.clear();
    // What is counted of the requests before; it may expire meanwhile.
    List<Map<String, AttributeValue>> before = items();

    stack.publish();

    assertThat(stack.checkpoints())
        .extracting(Checkpoint::function)
        .containsExactlyInAnyOrder(
            "AuthorizerFunction",
            "SignupFunction",
            "ResendCodeFunction",
            "VerifyEmailFunction",
            "LoginFunction",
            "TokenRefreshFunction",
            "MeFunction",
            "ResetPasswordFunction",
            "ConfirmPasswordResetFunction",
            "ChangeEmailFunction",
            "ConfirmEmailChangeFunction",
            "UndoEmailChangeFunction",
            "LogoutFunction",
            "LogoutAllFunction",
            "SessionsFunction",
            "EndSessionFunction",
            "UpdateMeFunction",
            "DeleteMeFunction",
            "ExportMeFunction",
            "ChangePasswordFunction",
            "JwksFunction");
    assertThat(stack.checkpoints())
        .allSatisfy(c -> assertThat(c.openConnections()).as(c.function()).isEmpty());
    assertThat(functionLines("")).isEmpty();
    assertThat(before).containsAll(items());
    assertThat(stack.mailbox().messages()).isEmpty();
    // The calls were really made, and allowed.
    assertThat(stack.usedActions("SignupFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:PutItem");
    assertThat(stack.usedActions("VerifyEmailFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:PutItem");
    assertThat(stack.usedActions("LoginFunction"))
        .containsExactlyInAnyOrder(
            "dynamodb:GetItem", "dynamodb:UpdateItem", "secretsmanager:GetSecretValue");
    assertThat(stack.usedActions("TokenRefreshFunction"))
        .containsExactlyInAnyOrder("dynamodb:UpdateItem", "secretsmanager:GetSecretValue");
    assertThat(stack.usedActions("AuthorizerFunction"))
        .containsExactly("secretsmanager:GetSecretValue");
    assertThat(stack.usedActions("MeFunction")).containsExactly("dynamodb:GetItem");
    assertThat(stack.usedActions("UpdateMeFunction"))
        .containsExactlyInAnyOrder(
            "dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:PutItem", "dynamodb:DeleteItem");
    assertThat(stack.usedActions("DeleteMeFunction"))
        .containsExactlyInAnyOrder(
            "dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem");
    assertThat(stack.usedActions("ExportMeFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "dynamodb:Query");
    assertThat(stack.usedActions("ChangePasswordFunction"))
        .containsExactlyInAnyOrder(
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
            "dynamodb:PutItem",
            "dynamodb:DeleteItem");
    assertThat(stack.usedActions("ResetPasswordFunction"))
        .containsExactlyInAnyOrder(
            "dynamodb:GetItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem");
    assertThat(stack.usedActions("ConfirmPasswordResetFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "dynamodb:Query");
    assertThat(stack.usedActions("ChangeEmailFunction"))
        .contains("dynamodb:ConditionCheckItem", "dynamodb:PutItem");
    assertThat(stack.usedActions("ConfirmEmailChangeFunction"))
        .contains("dynamodb:DeleteItem", "dynamodb:PutItem");
    assertThat(stack.usedActions("UndoEmailChangeFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "dynamodb:Query");
    assertThat(stack.usedActions("LogoutFunction"))
        .containsExactlyInAnyOrder(
            "dynamodb:GetItem", "dynamodb:DeleteItem", "secretsmanager:GetSecretValue");
    assertThat(stack.usedActions("JwksFunction")).containsExactly("secretsmanager:GetSecretValue");
    assertThat(stack.usedActions("LogoutAllFunction"))
        .containsExactlyInAnyOrder(
            "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:PutItem");
    assertThat(stack.usedActions("SessionsFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "dynamodb:Query");
    assertThat(stack.usedActions("EndSessionFunction"))
        .containsExactlyInAnyOrder("dynamodb:GetItem", "dynamodb:DeleteItem");
  }

  @Test
  @Order(3)
  void restored_afterRedisWasRestarted_everyEndpointWorks() {
    stack.redis().stop();
    stack.redis().start();
    String name = unique("snap");
    String email = name + "@example.com";

    assertThat(client.signup(email, name).status()).isEqualTo(201);
    assertThat(client.resend(email, PASSWORD).status()).isEqualTo(200);
    client.mail(email, 2);
    assertThat(
            stack.mailbox().messagesTo(email).stream()
                .map(mail -> mail.text().substring(mail.text().length() - 6))
                .map(code -> client.verify(email, code).status()))
        .as("one of the two codes is the newer one")
        .containsOnlyOnce(200);
    Answer login = client.login(email, PASSWORD);
    assertThat(login.status()).as(login.toString()).isEqualTo(200);
    assertThat(client.me(login.cookie("access_token")).status()).isEqualTo(200);
    assertThat(client.me("none").status()).isEqualTo(401);
    Answer refreshed = client.refresh(login.cookie("refresh_token"));
    assertThat(refreshed.status()).isEqualTo(200);
    String access = refreshed.cookie("access_token");
    assertThat(client.sessions(access).json().path("total").asInt()).isEqualTo(1);
    assertThat(client.endSession("none", access).status()).isEqualTo(404);
    assertThat(client.logoutAll(access).status()).isEqualTo(200);
    assertThat(client.logout(access, refreshed.cookie("refresh_token")).status()).isEqualTo(200);
    assertThat(client.updateMe(access, Map.of("nickname", unique("snap"))).status()).isEqualTo(200);
    assertThat(client.export(access).status()).isEqualTo(200);
    assertThat(client.changePassword(access, PASSWORD, "another password").status()).isEqualTo(200);
    assertThat(client.deleteMe(access, "another password").status()).isEqualTo(200);

    assertThat(client.jwks(Map.of()).status()).isEqualTo(200);

    // All by the environments that were at their checkpoints.
    assertThat(stack.checkpoints()).hasSize(21);
    assertThat(functionLines("\"status\":201")).hasSize(1);
  }
}
