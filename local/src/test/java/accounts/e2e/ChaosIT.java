package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.RedisProxy.RedisFault;
import accounts.e2e.StackExtension.RunningStack;
import accounts.local.LocalStack;
import accounts.local.dynamodb.DynamoDbCall;
import accounts.local.dynamodb.Fault;
import accounts.local.events.BusEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many members at once, while the stores fail at random and functions are killed. {@code
 * -Dchaos.seed=…} chooses what happens, as far as threads let it; {@code -Pthorough} has it go on
 * for longer.
 */
@ExtendWith(StackExtension.class)
class ChaosIT {
  private static final int MEMBERS = 20;
  private static final int ACTS = Boolean.getBoolean("thorough") ? 8000 : 400;

  /** A function is killed after so many acts: by the clock, a busy machine would start none. */
  private static final int ACTS_PER_KILL = 100;

  /** One call of so many to the table or Redis meets a fault. */
  private static final int FAULT_IN = 25;

  /** So many calls of a function fail in a row now and then: more than the SDK makes of one. */
  private static final int OUTAGE = 4;

  private static final List<RedisFault> REDIS_FAULTS = List.of(RedisFault.values());

  private final LocalStack stack;
  private final RedisProxy redis;
  private final long seed = Long.getLong("chaos.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final String prefix = Client.unique("chaos");
  private final Map<String, Integer> outages = new ConcurrentHashMap<>();
  private final AtomicInteger acts = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicInteger kills = new AtomicInteger();

  ChaosIT(RunningStack running) {
    this.stack = running.stack();
    this.redis = running.redis();
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
    redis.recover();
  }

  @Test
  void membersUnderFaults_areWholeInTheEnd() throws Exception {
    System.out.println("Chaos with the seed " + seed);
    stack.dynamoDb().fail(this::fault);
    redis.fail(call -> fault());
    List<ChaosMember> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      members.add(new ChaosMember(stack, prefix + "-" + i, new Random(seed + i)));
    }

    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      together(executor, members, this::live);
      stack.dynamoDb().recover();
      redis.recover();
      together(executor, members, ChaosMember::heal);
    }

    Map<Integer, Integer> statuses = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    int mails = 0;
    for (ChaosMember member : members) {
      member.statuses().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
      ids.addAll(member.ids());
      mails += member.promisedMails().values().stream().mapToInt(Integer::intValue).sum();
    }
    System.out.printf(
        "%d calls, answers by status %s, %d faults of stores, %d functions killed; %d mails%n",
        statuses.values().stream().mapToInt(Integer::intValue).sum(),
        statuses,
        faults.get(),
        kills.get(),
        mails);
    members.forEach(member -> awaitMails(member.promisedMails()));
    ids.forEach(this::awaitEvents);
    assertConsistent(ids);
  }

  /** What a member does. */
  private interface Part {
    void play(ChaosMember member);
  }

  private static void together(ExecutorService executor, List<ChaosMember> members, Part part)
      throws Exception {
    List<Future<?>> parts = new ArrayList<>();
    for (ChaosMember member : members) {
      parts.add(executor.submit(() -> part.play(member)));
    }
    for (Future<?> played : parts) {
      played.get();
    }
  }

  private void live(ChaosMember member) {
    for (int act = acts.incrementAndGet(); act <= ACTS; act = acts.incrementAndGet()) {
      if (act % ACTS_PER_KILL == 0) {
        kill();
      }
      member.act();
    }
  }

  private synchronized int next(int bound) {
    return random.nextInt(bound);
  }

  private Optional<Fault> fault(DynamoDbCall call) {
    // A mail that was claimed by a mailer that died waits for half a minute: not at the end.
    boolean late = call.function().equals("MailerFunction") && acts.get() > ACTS / 3;
    if (late) {
      return Optional.empty();
    }
    if (outages.merge(call.function(), -1, Integer::sum) >= 0) {
      faults.incrementAndGet();
      return Optional.of(Fault.refuse());
    }
    if (next(FAULT_IN) > 0) {
      return Optional.empty();
    }
    if (next(4) == 0) {
      outages.put(call.function(), OUTAGE);
    }
    faults.incrementAndGet();
    return Optional.of(
        switch (next(8)) {
          case 0, 1 -> Fault.refuse();
          case 2, 3 -> Fault.loseAnswer();
          case 4 -> Fault.halfAnswer();
          case 5 -> Fault.error("ProvisionedThroughputExceededException", "no");
          case 6 -> Fault.error(500, "InternalServerError", "no");
          default ->
              call.operation().equals("TransactWriteItems")
                  ? Fault.transactionConflict()
                  : Fault.delay(Duration.ofMillis(1700));
        });
  }

  private Optional<RedisFault> fault() {
    if (next(FAULT_IN) > 0) {
      return Optional.empty();
    }
    faults.incrementAndGet();
    return Optional.of(REDIS_FAULTS.get(next(REDIS_FAULTS.size())));
  }

  /** Kills a function's process, whatever it is at. */
  private void kill() {
    List<ProcessHandle> functions =
        ProcessHandle.current()
            .children()
            .filter(child -> commandLine(child).contains("runtime.api.client.AWSLambda"))
            .filter(
                child -> acts.get() <= ACTS / 3 || !commandLine(child).contains("MailerHandler"))
            .toList();
    if (!functions.isEmpty() && functions.get(next(functions.size())).destroyForcibly()) {
      kills.incrementAndGet();
    }
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private void awaitMails(Map<String, Integer> promised) {
    promised.forEach(
        (to, count) ->
            Eventually.get(
                () -> stack.mailbox().messagesTo(to).size(),
                size -> size >= count,
                count + " mails to " + to));
  }

  /** Numbered without a gap. */
  private void awaitEvents(String id) {
    Eventually.get(
        () ->
            stack.eventBuses().events().stream()
                .map(BusEvent::detail)
                .filter(event -> event.path("memberId").asText().equals(id))
                .map(event -> event.path("sequence").asInt())
                .collect(Collectors.toCollection(TreeSet::new)),
        sequences -> !sequences.isEmpty() && sequences.last() == sequences.size(),
        "the events of " + id);
  }

  private void assertConsistent(Set<String> ids) {
    String table = stack.dynamoDb().tableName("AccountsTable");
    String out = new AdminCommand(stack, "eve").run("check", "--table", table).out();
    assertThat(out).contains(" items: ");
    assertThat(out.lines())
        .filteredOn(line -> line.contains(prefix) || ids.stream().anyMatch(line::contains))
        .isEmpty();
  }
}
