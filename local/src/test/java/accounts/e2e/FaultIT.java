package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.store.Attributes;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that fail. */
@ExtendWith(StackExtension.class)
class FaultIT {
  private final LocalStack stack;
  private final Client client;

  FaultIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
    stack.mailbox().recover();
    stack.redis().start();
  }

  private static void assertUnavailable(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    assertThat(answer.cookies()).isEmpty();
  }

  private void failTable(Fault fault) {
    stack.dynamoDb().fail(call -> Optional.of(fault));
  }

  @Test
  void redisStopped_is503AndTheNextCallsSucceed() {
    String email = unique("redis") + "@example.com";
    String nickname = unique("redis");
    stack.redis().stop();
    assertUnavailable(client.signup(email, nickname));

    stack.redis().start();
    assertThat(client.signup(email, nickname).status()).isEqualTo(201);
    String code = client.code(email, 1);

    stack.redis().stop();
    assertUnavailable(client.verify(email, code));
    assertUnavailable(client.resend(email, PASSWORD));

    // The server kept nothing on disk, so its codes are gone with it.
    stack.redis().start();
    assertThat(client.verify(email, code).status()).isEqualTo(400);
    assertThat(client.resend(email, PASSWORD).status()).isEqualTo(200);
    assertThat(client.verify(email, client.code(email, 2)).status()).isEqualTo(200);
  }

  @Test
  void tableUnreachable_everyEndpointIs503() {
    String email = unique("t") + "@example.com";
    String nickname = unique("t");
    Answer login = client.loggedIn();
    failTable(Fault.refuse());

    assertUnavailable(client.signup(email, nickname));
    assertUnavailable(client.resend(email, PASSWORD));
    assertUnavailable(client.verify(email, "ABC123"));
    assertUnavailable(client.login(email, PASSWORD));
    assertUnavailable(client.refresh(login.cookie("refresh_token")));
    assertUnavailable(client.me(login.cookie("access_token")));

    stack.dynamoDb().recover();
    assertThat(client.signup(email, nickname).status()).isEqualTo(201);
    assertThat(client.refresh(login.cookie("refresh_token")).status()).isEqualTo(200);
    assertThat(client.me(login.cookie("access_token")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "InternalServerError",
        "ResourceNotFoundException",
        "AccessDeniedException"
      })
  void tableAnswersWithAnError_is503(String type) {
    Answer login = client.loggedIn();
    failTable(Fault.error(type.equals("InternalServerError") ? 500 : 400, type, "no"));

    assertUnavailable(client.refresh(login.cookie("refresh_token")));

    stack.dynamoDb().recover();
    assertThat(client.refresh(login.cookie("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void tableHangs_is503BeforeTheFunctionTimesOut() {
    Answer login = client.loggedIn();
    failTable(Fault.delay(Duration.ofSeconds(20)));

    assertUnavailable(client.me(login.cookie("access_token")));
  }

  @Test
  void tableSlowAtEachOfManyCalls_is503BeforeTheFunctionTimesOut() {
    String email = client.activeMember();
    int[] attempts = {0};
    // Each call fails twice by its own limit of 1.5 s and comes through at the third attempt.
    stack
        .dynamoDb()
        .fail(
            call ->
                Optional.of(Fault.delay(Duration.ofMillis(++attempts[0] % 3 == 0 ? 500 : 2000))));

    assertUnavailable(client.login(email, PASSWORD));
  }

  @Test
  void tableLosesTheAnswer_theSdksRepetitionCountsOnce() {
    String email = unique("lost") + "@example.com";
    int[] lost = {0};
    stack
        .dynamoDb()
        .fail(call -> lost[0]++ == 0 ? Optional.of(Fault.loseAnswer()) : Optional.empty());
    assertThat(client.signup(email, unique("lost")).status()).isEqualTo(201);
    client.verify(email, client.code(email, 1));
    Answer login = client.login(email, PASSWORD);

    lost[0] = 0;
    Answer refreshed = client.refresh(login.cookie("refresh_token"));

    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(client.refresh(refreshed.cookie("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void tableUnreachableBetweenSpendingAndActivating_theCodeIsPutBack() {
    String email = unique("back") + "@example.com";
    client.signup(email, unique("back"));
    String code = client.code(email, 1);
    stack
        .dynamoDb()
        .fail(
            call ->
                call.operation().equals("TransactWriteItems")
                    ? Optional.of(Fault.refuse())
                    : Optional.empty());

    assertUnavailable(client.verify(email, code));
    assertThat(client.login(email, PASSWORD).code()).isEqualTo("MEMBER_NOT_ACTIVE");

    stack.dynamoDb().recover();
    assertThat(client.verify(email, code).status()).isEqualTo(200);
  }

  @Test
  void sesFailing_theMailArrivesOnceWhenItIsBack() {
    String email = unique("ses") + "@example.com";
    stack.mailbox().failWith(500, "InternalServiceErrorException", "no");
    assertThat(client.signup(email, unique("ses")).status()).isEqualTo(201);
    String other = unique("ses") + "@example.com";
    stack.mailbox().failWith(429, "TooManyRequestsException", "slow down");
    assertThat(client.signup(other, unique("ses")).status()).isEqualTo(201);
    assertThat(stack.mailbox().messagesTo(email)).isEmpty();

    stack.mailbox().recover();

    assertThat(client.verify(email, client.code(email, 1)).status()).isEqualTo(200);
    assertThat(client.verify(other, client.code(other, 1)).status()).isEqualTo(200);
    assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
    assertThat(stack.mailbox().messagesTo(other)).hasSize(1);
  }

  @Test
  void sesRejectsAMail_othersAreSent() {
    String rejected = unique("rej") + "@example.com";
    stack.mailbox().failWith(400, "MessageRejected", "Email address is not verified.");
    client.signup(rejected, unique("rej"));
    Eventually.get(
        () -> state(rejected), state -> state.equals("REJECTED"), "the mail's state REJECTED");

    stack.mailbox().recover();
    String email = unique("ok") + "@example.com";
    client.signup(email, unique("ok"));

    assertThat(client.verify(email, client.code(email, 1)).status()).isEqualTo(200);
    assertThat(stack.mailbox().messagesTo(rejected)).isEmpty();
  }

  /** The state of the one mail to that address in the outbox. */
  private String state(String to) {
    return stack
        .dynamoDb()
        .client()
        .scanPaginator(s -> s.tableName(stack.dynamoDb().tableName("AccountsTable")))
        .items()
        .stream()
        .filter(item -> item.containsKey("to") && to.equals(item.get("to").s()))
        .map(item -> Attributes.string(item, "state"))
        .findFirst()
        .orElse("");
  }
}
