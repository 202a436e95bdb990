package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import accounts.e2e.Client.Answer;
import accounts.e2e.StoreCalls.Row;
import accounts.e2e.UseCases.Attempt;
import accounts.e2e.UseCases.UseCase;
import accounts.local.LocalStack;
import accounts.member.DynamoMemberItems;
import accounts.member.Member;
import accounts.store.DynamoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a call costs: which calls to its stores each function makes when it has answered before, and
 * the capacity that they consume. The same however many members there are: 1,000 by default, and
 * with {@code -Pthorough} 200,000, or {@code -Dmembers=} another number.
 */
class StoreCallsIT {
  private static final int MEMBERS =
      Integer.getInteger("members", Boolean.getBoolean("thorough") ? 200_000 : 1_000);

  /** What the SDK gives an attempt before it makes another. */
  private static final Duration QUICK = Duration.ofMillis(1500);

  private static final int MOST_TRIES = 5;

  private static final String HEAD =
      """
      | Call | DynamoDB | read units | write units | Redis |
      |---|---|---|---|---|
      """;

  private static final Map<String, List<Row>> MEASURED = new TreeMap<>();

  private int clients;

  @BeforeAll
  static void needAddresses() {
    assumeTrue(Client.canBeAt("127.0.0.2"), "This system has one loopback address only");
  }

  @AfterAll
  static void write() throws IOException {
    StringBuilder text = new StringBuilder();
    MEASURED.forEach(
        (title, rows) ->
            text.append(title).append(":\n\n").append(HEAD).append(lines(rows)).append('\n'));
    Path directory = Files.createDirectories(StackExtension.projectRoot().resolve("local/target"));
    Files.writeString(directory.resolve("store-calls.md"), text.toString());
  }

  private static String lines(List<Row> rows) {
    return rows.stream().map(row -> row + "\n").collect(Collectors.joining());
  }

  /** With all limits, as the template has them by default. */
  @Test
  void calls_asDeployed() {
    measure(
        "With %,d members, as deployed".formatted(MEMBERS),
        Map.of(),
        MEMBERS,
        Set.of(),
        """
        | signup | UpdateItem LIMIT, GetItem EMAIL, UpdateItem LIMIT, \
        TransactWriteItems(Put EMAIL, Put NICKNAME, Put PROFILE, Put EVENT, Put MAIL) | 1 | 12 | \
        PING EVAL |
        | its mail | UpdateItem MAIL, GetItem EMAIL, GetItem PROFILE, UpdateItem MAIL | 2 | 2 | \
        none |
        | its event | Query EVENT, DeleteItem EVENT | 1 | 1 | none |
        | resend/code | UpdateItem LIMIT, GetItem EMAIL, GetItem PROFILE, UpdateItem LIMIT, \
        PutItem MAIL, UpdateItem LIMIT | 2 | 4 | PING EVAL |
        | verify/email | GetItem EMAIL, GetItem PROFILE, TransactWriteItems(Update PROFILE, \
        Update EMAIL, Update NICKNAME, Put EVENT) | 2 | 8 | PING EVAL EVAL |
        | login | UpdateItem LIMIT, GetItem EMAIL, GetItem PROFILE, \
        TransactWriteItems(Update PROFILE, Put SESSION, Put EVENT), UpdateItem LIMIT | 2 | 8 | \
        none |
        | token/refresh | UpdateItem SESSION | 0 | 1 | none |
        | logout | GetItem PROFILE, TransactWriteItems(Update PROFILE, Delete SESSION, Put EVENT) \
        | 1 | 6 | none |
        | password/reset | UpdateItem LIMIT, GetItem EMAIL, GetItem PROFILE, \
        TransactWriteItems(ConditionCheck PROFILE, Put RESET, Put MAIL) | 2 | 7 | none |
        | password/reset/confirm | GetItem PROFILE, GetItem RESET, Query MEMBER, \
        TransactWriteItems(Update PROFILE, Delete RESET, Put MAIL, Put EVENT, Put EVENT, \
        Delete SESSION) | 3 | 12 | none |
        | email/change/undo | GetItem PROFILE, Query UNDO, Query MEMBER, \
        TransactWriteItems(Update PROFILE, Put EMAIL, Delete UNDO, Delete RESET, Put MAIL, \
        Delete EMAIL, Put EVENT, Put EVENT) | 3 | 16 | none |
        | email/change/confirm | GetItem PROFILE, GetItem EMAIL_CHANGE, \
        TransactWriteItems(Update PROFILE, Put EMAIL, Put EMAIL, Put UNDO, \
        Delete EMAIL_CHANGE, Delete RESET, Put MAIL, Put EVENT) | 2 | 16 | PING EVAL EVAL |
        | password/change | GetItem PROFILE, Query MEMBER, \
        TransactWriteItems(Update PROFILE, Delete RESET, Put MAIL, Put EVENT, Put EVENT, \
        Delete SESSION) | 2 | 12 | none |
        | DELETE me | GetItem PROFILE, Query MEMBER, \
        TransactWriteItems(Delete PROFILE, Delete EMAIL, Delete NICKNAME, Delete RESET, Put MAIL, \
        Put EVENT, Delete SESSION) | 2 | 14 | PING EVAL EVAL |
        | email/change | GetItem PROFILE, GetItem EMAIL, UpdateItem LIMIT, \
        TransactWriteItems(Update PROFILE, ConditionCheck EMAIL, Put EMAIL_CHANGE, Put MAIL, \
        Put EVENT) | 2 | 11 | PING EVAL |
        | logout/all | GetItem PROFILE, Query MEMBER, \
        TransactWriteItems(Update PROFILE, Put EVENT, Delete SESSION, Delete SESSION) | 2 | 8 | \
        none |
        | DELETE sessions/{id} | GetItem PROFILE, GetItem PROFILE, \
        TransactWriteItems(Update PROFILE, Delete SESSION, Put EVENT) | 2 | 6 | none |
        | PATCH me | GetItem PROFILE, TransactWriteItems(Update PROFILE, Put NICKNAME, \
        Delete NICKNAME, Put EVENT) | 1 | 8 | none |
        | GET me | GetItem PROFILE | 1 | 0 | none |
        | its authorizer | none | 0 | 0 | none |
        | GET sessions | GetItem PROFILE, Query SESSION | 2 | 0 | none |
        | GET me/export | GetItem PROFILE, Query SESSION, Query MAIL, GetItem RESET, \
        GetItem EMAIL_CHANGE, Query UNDO | 6 | 0 | none |
        | GET jwks.json | none | 0 | 0 | none |
        """);
  }

  /** What the limits cost is the difference. Also what a session that is looked up does. */
  @Test
  void calls_withoutLimits_withAuthorizerOfSessions() {
    measure(
        "Without the limits of clients and mailboxes, and with `AuthorizerMode=session`",
        Map.of(
            "SignUpsPerMinute", "0",
            "LoginsPerMinute", "0",
            "FailedLoginsPerMinute", "0",
            "MailsPerMinute", "0",
            "MailsPerHour", "0",
            "AuthorizerMode", "session"),
        0,
        Set.of("signup", "resend/code", "login", "password/reset", "email/change", "GET me"),
        """
        | signup | GetItem EMAIL, TransactWriteItems(Put EMAIL, Put NICKNAME, Put PROFILE, \
        Put EVENT, Put MAIL) | 1 | 10 | PING EVAL |
        | its mail | UpdateItem MAIL, GetItem EMAIL, GetItem PROFILE, UpdateItem MAIL | 2 | 2 | \
        none |
        | its event | Query EVENT, DeleteItem EVENT | 1 | 1 | none |
        | resend/code | GetItem EMAIL, GetItem PROFILE, PutItem MAIL | 2 | 1 | PING EVAL |
        | login | GetItem EMAIL, GetItem PROFILE, TransactWriteItems(Update PROFILE, Put SESSION, \
        Put EVENT) | 2 | 6 | none |
        | password/reset | GetItem EMAIL, GetItem PROFILE, \
        TransactWriteItems(ConditionCheck PROFILE, Put RESET, Put MAIL) | 2 | 6 | none |
        | email/change | GetItem PROFILE, GetItem EMAIL, TransactWriteItems(Update PROFILE, \
        ConditionCheck EMAIL, Put EMAIL_CHANGE, Put MAIL, Put EVENT) | 2 | 10 | PING EVAL |
        | GET me | GetItem PROFILE | 1 | 0 | none |
        | its authorizer | GetItem SESSION | 1 | 0 | none |
        """);
  }

  /**
   * @param only these calls, or all if it is empty
   */
  private void measure(
      String title,
      Map<String, String> parameters,
      int members,
      Set<String> only,
      String expected) {
    try (RedisProxy redis = new RedisProxy();
        LocalStack stack =
            StackExtension.builder()
                .parameters(parameters)
                .environment("REDIS_URL", redis.url())
                .log(line -> {})
                .start();
        Hand hand = new Hand(stack)) {
      redis.leadTo(stack.redis().address());
      Instant start = Instant.now();
      Crowd.fill(stack, hand, members);
      System.out.printf(
          "%,d members in %.1f s%n",
          members, Duration.between(start, Instant.now()).toMillis() / 1000.0);
      StoreCalls calls = StoreCalls.of(stack, redis);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < useCases(stack, hand).size(); i++) {
        if (only.isEmpty() || only.contains(useCases(stack, hand).get(i).name())) {
          warmUp(useCases(stack, hand).get(i));
          rows.addAll(measure(calls, stack, hand, i));
        }
      }
      MEASURED.put(title, rows);
      assertThat(lines(rows)).isEqualTo(expected);
    }
  }

  /** Each from an address, and about members, of their own. */
  private List<UseCase> useCases(LocalStack stack, Hand hand) {
    clients++;
    Client client =
        new Client(stack).at("127.0.%d.%d".formatted(20 + clients / 200, 1 + clients % 200));
    return new UseCases(client, hand, Client.unique("sc")).all();
  }

  /** So that the function is there, has its keys, and is connected. */
  private static void warmUp(UseCase useCase) {
    Answer answer = UseCases.patiently(useCase.prepare().get().call());
    assertThat(answer.status()).as(useCase.name() + ": " + answer).isBetween(200, 299);
  }

  /** Once more if a store was so slow that it may have been asked twice. */
  private List<Row> measure(StoreCalls calls, LocalStack stack, Hand hand, int index) {
    for (int i = 1; ; i++) {
      UseCase useCase = useCases(stack, hand).get(index);
      Attempt attempt = useCase.prepare().get();
      attempt.member().ifPresent(member -> assertSmall(stack, member));
      calls.clear();
      Instant start = Instant.now();
      Answer answer = attempt.call().get();
      boolean quick = Duration.between(start, Instant.now()).compareTo(QUICK) < 0;
      if (quick || i == MOST_TRIES) {
        assertThat(answer.status()).as(useCase.name() + ": " + answer).isBetween(200, 299);
        assertThat(calls.secrets()).isEmpty();
        List<Row> rows = new ArrayList<>();
        rows.add(calls.row(useCase.name(), useCase.function()));
        if (useCase.name().equals("GET me")) {
          rows.add(calls.row("its authorizer", "AuthorizerFunction", List.of("")));
        }
        if (useCase.name().equals("signup")) {
          rows.addAll(afterwards(calls, hand, attempt.mailTo().orElseThrow()));
        }
        return rows;
      }
    }
  }

  /** Else it costs more to update or delete them than is counted. */
  private static void assertSmall(LocalStack stack, Member member) {
    DynamoTable table =
        new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
    assertThat(table.query(DynamoMemberItems.partition(member.id()), ""))
        .allSatisfy(item -> assertThat(item.toString()).hasSizeLessThan(StoreCalls.WRITE_UNIT));
  }

  /** What the sign-up leads to: its mail and its event. */
  private static List<Row> afterwards(StoreCalls calls, Hand hand, String email) {
    List<String> marks = List.of(hand.byEmail(email).orElseThrow().id().value(), email);
    return List.of(
        Eventually.get(
            () -> calls.row("its mail", "MailerFunction", marks),
            row -> Collections.frequency(row.table(), "UpdateItem MAIL") == 2,
            "the mail to " + email),
        Eventually.get(
            () -> calls.row("its event", "EventPublisherFunction", marks),
            row -> row.table().contains("DeleteItem EVENT"),
            "the event of " + email));
  }
}
