package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import accounts.member.Email;
import accounts.password.PasswordHash;
import accounts.store.Attributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A stack with the limits that the template has by default, and that tells nobody who is a member.
 */
class AbuseIT {
  private static final String WRONG = "a wrong password";
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    assumeTrue(Client.canBeAt("127.0.0.2"), "This system has one loopback address only");
    stack =
        LocalStack.builder()
            .projectRoot(StackExtension.projectRoot())
            .parameter("PasswordHashCost", "10")
            .parameter("HideMemberExistence", "true")
            .log(line -> {})
            .start();
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  /** A client at an address that no other has. */
  private static Client client(int network, int host) {
    return new Client(stack).at("127.0." + network + "." + host);
  }

  private static Map<String, Integer> count(List<Answer> answers) {
    return answers.stream()
        .collect(
            Collectors.toMap(
                answer -> answer.status() + " " + answer.json().path("code").asText("-"),
                answer -> 1,
                Integer::sum,
                TreeMap::new));
  }

  @Test
  void signUps_twentyAMinuteOfOneAddress_howeverManyComeAtOnce() {
    Client client = client(1, 1);
    List<Answer> answers =
        InParallel.times(
            40,
            i -> {
              String name = Client.unique("s");
              return client.signup(name + "@example.com", name);
            });

    assertThat(count(answers)).isEqualTo(Map.of("201 -", 20, "429 TOO_MANY_REQUESTS", 20));
    String name = Client.unique("s");
    Answer forged =
        client.post(
            "/signup",
            "{\"email\":\"%s@example.com\",\"password\":\"%s\",\"nickname\":\"%s\"}"
                .formatted(name, Client.PASSWORD, name),
            Map.of("X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.1"));
    assertTooMany(forged, 60);
    assertThat(client(1, 2).signup(name + "@example.com", name).status()).isEqualTo(201);
  }

  @Test
  void passwords_areHashedAtTheCostThatTheStackWasGiven() {
    String email = activeMember(10, 1);
    try (Hand hand = new Hand(stack)) {
      PasswordHash hash = hand.members.findByEmail(new Email(email)).orElseThrow().passwordHash();
      assertThat(hash.value()).contains(",r=10$");
    }
  }

  private static void assertTooMany(Answer answer, int longest) {
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("TOO_MANY_REQUESTS");
    int seconds = answer.json().path("retryAfterSeconds").asInt();
    assertThat(seconds).isBetween(1, longest);
    assertThat(answer.header("Retry-After")).isEqualTo(Integer.toString(seconds));
  }

  @Test
  void logins_tenThatFailAMinuteOfOneAddress_thenNoneAtAll() {
    String email = activeMember(2, 1);
    Client client = client(2, 1);
    assertThat(client.login(email, Client.PASSWORD).status()).isEqualTo(200);
    List<Answer> answers =
        InParallel.times(30, i -> client.login(Client.unique("f") + "@example.com", WRONG));

    assertThat(count(answers))
        .isEqualTo(Map.of("403 LOGIN_FAILED", 10, "429 TOO_MANY_REQUESTS", 20));
    assertTooMany(client.login(email, Client.PASSWORD), 60);
    assertThat(client(2, 2).login(email, Client.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void logins_thirtyAMinuteOfOneAddress() {
    String email = activeMember(2, 3);
    Client client = client(2, 3);
    // One after the other: while one is being answered it counts as one of the ten that may fail.
    for (int i = 0; i < 30; i++) {
      assertThat(client.login(email, Client.PASSWORD).status()).isEqualTo(200);
    }

    assertTooMany(client.login(email, Client.PASSWORD), 60);
  }

  /** A member, made at that address. */
  private static String activeMember(int network, int host) {
    return client(network, host).activeMember();
  }

  @Test
  void mails_oneAMinuteToAMailbox_whicheverWayAndWhoseverItIs() {
    Client client = client(3, 1);
    String name = Client.unique("m");
    String pending = name + "@example.com";
    assertThat(client.signup(pending, name).status()).isEqualTo(201);
    String nobody = Client.unique("n") + "@example.com";
    assertThat(client.resetPassword(nobody).status()).isEqualTo(200);

    for (String email : List.of(pending, nobody, pending.toUpperCase(Locale.ROOT))) {
      assertTooMany(client.resetPassword(email), 60);
      assertTooMany(client.resend(email, Client.PASSWORD), 60);
      assertTooMany(client.signup(email, Client.unique("x")), 60);
    }
    String member = activeMember(3, 2);
    String token = client(3, 2).login(member, Client.PASSWORD).cookie("access_token");
    assertTooMany(client.changeEmail(token, nobody, Client.PASSWORD), 60);
    // A refused one leaves the code good that was mailed.
    assertThat(client.verify(pending, client.code(pending, 1)).status()).isEqualTo(200);
    assertThat(stack.mailbox().messagesTo(pending)).hasSize(1);
  }

  @Test
  void wrongLogins_aHundredAtOnce_noMoreTriesThanTheRuleAllows() {
    String member = activeMember(4, 1);
    String nobody = Client.unique("n") + "@example.com";
    List<Client> clients = IntStream.rangeClosed(1, 20).mapToObj(host -> client(4, host)).toList();
    for (String email : List.of(member, nobody)) {
      Instant start = Instant.now();
      List<Answer> answers =
          InParallel.times(
              100, i -> clients.get(i % clients.size()).login(email, i == 99 ? WRONG + i : WRONG));
      double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;

      Map<String, Integer> counted = count(answers);
      // The fifth locks for a second, the sixth for two, the seventh for four, and so on.
      int allowed = 5;
      for (double unlocked = 1, lock = 2; unlocked < seconds; unlocked += lock, lock *= 2) {
        allowed++;
      }
      System.out.printf(
          "100 wrong logins at once in %.1f s: %s, %d may be tried%n", seconds, counted, allowed);
      assertThat(counted.get("403 LOGIN_FAILED")).isBetween(5, allowed);
      assertThat(counted.keySet()).isSubsetOf("403 LOGIN_FAILED", "429 LOGIN_LOCKED");
    }
    assertThat(client(4, 30).mail(member, 2)).contains("wrong password several times");
    assertThat(stack.mailbox().messagesTo(nobody)).isEmpty();
  }

  @Test
  void signUp_withAnEmailThatIsTaken_isMailedToItsHolderAlone() {
    String member = activeMember(5, 1);
    String other = activeMember(5, 2);
    Client client = client(5, 3);
    String free = Client.unique("f");
    // The mailbox got a mail a moment ago, which would be told of anybody's.
    assertTooMany(client.signup(member, Client.unique("x")), 60);
    forgetLimits();

    Answer taken = client.signup(member, Client.unique("x"));
    Answer fresh = client.signup(free + "@example.com", free);

    assertAlike(taken, fresh);
    assertThat(client.mail(member, 2)).contains("It belongs to an account already");
    assertThat(client.login(member, Client.PASSWORD).status()).isEqualTo(200);
    // With another password: nobody's was changed, and the answer is that of somebody unverified.
    assertAlike(client.login(member, WRONG), client.login(free + "@example.com", Client.PASSWORD));
    assertThat(stack.mailbox().messagesTo(other)).hasSize(1);
  }

  /** As if all that was counted was counted long ago. */
  private static void forgetLimits() {
    String table = stack.dynamoDb().tableName("AccountsTable");
    stack
        .dynamoDb()
        .client()
        .scanPaginator(s -> s.tableName(table))
        .items()
        .forEach(
            item -> {
              if (Attributes.string(item, "pk").startsWith("LIMIT#")) {
                stack
                    .dynamoDb()
                    .client()
                    .deleteItem(
                        d ->
                            d.tableName(table)
                                .key(
                                    Attributes.key(
                                        Attributes.string(item, "pk"),
                                        Attributes.string(item, "sk"))));
              }
            });
  }

  private static void assertAlike(Answer one, Answer other) {
    assertThat(one.status()).isEqualTo(other.status());
    assertThat(one.body()).isEqualTo(other.body());
    assertThat(headers(one)).isEqualTo(headers(other));
  }

  private static Map<String, List<String>> headers(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.response().headers().map());
    headers.keySet().removeIf(name -> name.equalsIgnoreCase("Date") || name.startsWith("x-amzn"));
    return headers;
  }

  /** One of two things to do, that nobody shall tell apart by its time. */
  private record Pair(
      String name, Function<Integer, Answer> known, Function<Integer, Answer> not) {}

  private static final int ROUNDS = 24;

  @Test
  void times_doNotTellWhoIsAMember() {
    List<String> members = new ArrayList<>();
    List<String> nobodies = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      members.add(activeMember(6, 1 + i));
      nobodies.add(Client.unique("n") + "@example.com");
    }
    List<Pair> pairs =
        List.of(
            pair("login", members, nobodies, (c, email) -> c.login(email, WRONG)),
            pair("resend/code", members, nobodies, (c, email) -> c.resend(email, WRONG)),
            pair("verify/email", members, nobodies, (c, email) -> c.verify(email, "ZZZZZZ")),
            pair("password/reset", members, nobodies, (c, email) -> c.resetPassword(email)),
            pair("signup", members, nobodies, (c, email) -> c.signup(email, Client.unique("x"))));
    for (Pair pair : pairs) {
      forgetLimits();
      double difference = compare(pair.known(), pair.not());
      System.out.printf(
          "%s of a member is slower with probability %.2f%n", pair.name(), difference);
      // Half if they are alike; by chance alone outside with less than one in ten thousand.
      assertThat(difference).as(pair.name()).isBetween(0.18, 0.82);
    }
    // What the comparison is worth: a login that is locked runs no hash, and is told at once.
    String locked = members.getFirst();
    for (int i = 0; i < 8; i++) {
      client(7, 1).login(locked, WRONG);
    }
    forgetLimits();
    double control =
        compare(i -> client(8, 1 + i).login(locked, WRONG), i -> pairs.getFirst().not().apply(i));
    System.out.printf("login while locked is slower with probability %.2f%n", control);
    assertThat(control).isLessThan(0.18);
  }

  private interface Call {
    Answer of(Client client, String email);
  }

  private static Pair pair(String name, List<String> members, List<String> nobodies, Call call) {
    List<Client> clients = IntStream.range(0, ROUNDS).mapToObj(i -> client(9, 1 + i)).toList();
    return new Pair(
        name,
        i -> call.of(clients.get(i), members.get(i)),
        i -> call.of(clients.get(i), nobodies.get(i)));
  }

  /** How probable it is that the first takes longer: the Mann-Whitney statistic, from 0 to 1. */
  private static double compare(Function<Integer, Answer> first, Function<Integer, Answer> second) {
    List<Long> ofFirst = new ArrayList<>();
    List<Long> ofSecond = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      // Now one first, now the other.
      if (i % 2 == 0) {
        ofFirst.add(nanos(first, i));
        ofSecond.add(nanos(second, i));
      } else {
        ofSecond.add(nanos(second, i));
        ofFirst.add(nanos(first, i));
      }
    }
    long slower = 0;
    for (long a : ofFirst) {
      slower += Collections.frequency(ofSecond, a);
      for (long b : ofSecond) {
        slower += a > b ? 2 : 0;
      }
    }
    return slower / (2.0 * ROUNDS * ROUNDS);
  }

  private static long nanos(Function<Integer, Answer> call, int round) {
    long start = System.nanoTime();
    Answer answer = call.apply(round);
    long end = System.nanoTime();
    assertThat(answer.code()).isNotEqualTo("TOO_MANY_REQUESTS");
    return end - start;
  }
}
