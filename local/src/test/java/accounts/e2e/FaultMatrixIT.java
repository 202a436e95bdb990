package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.e2e.FaultCase.Kind;
import accounts.e2e.StackExtension.RunningStack;
import accounts.e2e.UseCases.Attempt;
import accounts.e2e.UseCases.UseCase;
import accounts.local.LocalStack;
import accounts.local.events.BusEvent;
import accounts.member.Member;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each call of the API, the mailer and the publisher of events, with each fault at each step that
 * asks a store. A part of it by default; all of it with {@code -Pthorough}.
 */
@ExtendWith(StackExtension.class)
class FaultMatrixIT {
  private static final boolean THOROUGH = Boolean.getBoolean("thorough");

  /** What the mailer and the publisher ask the table for a member who signed up. */
  private static final Map<String, Integer> STREAM_READERS =
      Map.of("MailerFunction", 3, "EventPublisherFunction", 2);

  private final LocalStack stack;
  private final RedisProxy redis;
  private final Hand hand;
  private final String prefix = Client.unique("fm");
  private final UseCases useCases;
  private final ArmedFaults faults = new ArmedFaults();
  private final Map<String, Integer> promisedMails = new ConcurrentHashMap<>();
  private final Set<String> members = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  /** So that no store is too slow because the machine is too busy. */
  private final Semaphore working = new Semaphore(3);

  private final Semaphore waiting = new Semaphore(12);
  private final AtomicInteger cells = new AtomicInteger();
  private final AtomicInteger unavailable = new AtomicInteger();
  private final AtomicInteger unmet = new AtomicInteger();

  FaultMatrixIT(RunningStack running) {
    this.stack = running.stack();
    this.redis = running.redis();
    this.hand = new Hand(stack);
    this.useCases = new UseCases(stack, hand, prefix);
  }

  @AfterEach
  void recover() {
    stack.dynamoDb().recover();
    redis.recover();
    hand.close();
  }

  @Test
  void everyFaultAtEveryStep_leavesEverythingWhole() throws Exception {
    stack.dynamoDb().fail(faults::of);
    redis.fail(faults::of);
    List<ArmedFaults.Call> background = armStreamReaders();
    Map<UseCase, List<String>> steps = record();

    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> lanes = new ArrayList<>();
      int turn = 0;
      for (Map.Entry<UseCase, List<String>> entry : steps.entrySet()) {
        int own = turn++;
        lanes.add(executor.submit(() -> runAll(entry.getKey(), entry.getValue(), own)));
      }
      for (Future<?> lane : lanes) {
        lane.get();
      }
    }

    System.out.printf(
        "%d faults at %d steps of %d calls, and %d at the stream's readers: %d answers were 503%n",
        cells.get(),
        steps.values().stream().mapToInt(List::size).sum(),
        steps.size(),
        background.size(),
        unavailable.get());
    assertThat(failures).isEmpty();
    awaitMails();
    awaitEvents();
    assertThat(background).allMatch(ArmedFaults.Call::isMet);
    // Which environment a call gets is left to the stack: one without a connection asks for none.
    assertThat(unmet.get()).as("Faults that no call met").isLessThan(cells.get() / 10);
    assertConsistent();
  }

  /** The steps of each call, when nothing fails. By twos: each function has to start first. */
  private Map<UseCase, List<String>> record() throws Exception {
    Map<UseCase, List<String>> steps = new LinkedHashMap<>();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      Map<UseCase, Future<List<String>>> results = new LinkedHashMap<>();
      for (UseCase useCase : useCases.all()) {
        results.put(
            useCase,
            two.submit(
                () -> {
                  // The second call of an environment asks whether its connection lives.
                  record(useCase);
                  return record(useCase);
                }));
      }
      for (Map.Entry<UseCase, Future<List<String>>> result : results.entrySet()) {
        steps.put(result.getKey(), result.getValue().get());
      }
    }
    return steps;
  }

  private List<String> record(UseCase useCase) {
    Attempt attempt = prepare(useCase);
    ArmedFaults.Call call = begin(useCase, attempt, Optional.empty());
    Answer answer = attempt.call().get();
    faults.end(useCase.function());
    assertThat(answer.status()).as(useCase.name() + ": " + answer).isBetween(200, 299);
    promise(attempt);
    attempt.check().run();
    return call.operations();
  }

  private Attempt prepare(UseCase useCase) {
    Attempt attempt = useCase.prepare().get();
    attempt
        .member()
        .map(member -> member.id().value())
        .ifPresent(
            id -> {
              members.add(id);
              faults.own(id, useCase.function());
            });
    return attempt;
  }

  private void promise(Attempt attempt) {
    attempt.mailTo().ifPresent(to -> promisedMails.merge(to, 1, Integer::sum));
  }

  private void runAll(UseCase useCase, List<String> steps, int turn) {
    for (int step = 0; step < steps.size(); step++) {
      String operation = steps.get(step);
      for (Kind kind : Kind.values()) {
        for (boolean lasts : new boolean[] {false, true}) {
          FaultCase fault = new FaultCase(step, kind, lasts);
          if (fault.applies(operation) && (THOROUGH || fault.isEssential(operation, turn))) {
            String what = useCase.name() + ", " + operation + ", " + fault;
            tryOut(useCase, fault, what);
          }
        }
      }
    }
  }

  private void tryOut(UseCase useCase, FaultCase fault, String what) {
    Semaphore turn = fault.waits() ? waiting : working;
    turn.acquireUninterruptibly();
    try {
      run(useCase, fault, what);
    } catch (RuntimeException | AssertionError e) {
      failures.add(what + ": " + e);
      faults.end(useCase.function());
    } finally {
      turn.release();
    }
  }

  private void run(UseCase useCase, FaultCase fault, String what) {
    Attempt attempt = prepare(useCase);
    ArmedFaults.Call call = begin(useCase, attempt, Optional.of(fault));
    Answer first = attempt.call().get();
    faults.end(useCase.function());
    cells.incrementAndGet();
    unmet.addAndGet(call.isMet() ? 0 : 1);
    boolean done = first.status() / 100 == 2;
    if (!done) {
      assertThat(first.status()).as(what + ": " + first).isEqualTo(503);
      assertThat(first.code()).isEqualTo("STORE_UNAVAILABLE");
      unavailable.incrementAndGet();
      done = repeat(attempt, fault, call.mayHaveWritten(), what);
    }
    if (done) {
      promise(attempt);
    }
    attempt.check().run();
  }

  /** Of the login, which others need too, only what is about the member. */
  private ArmedFaults.Call begin(UseCase useCase, Attempt attempt, Optional<FaultCase> fault) {
    List<String> marks =
        useCase.function().equals("LoginFunction")
            ? attempt
                .member()
                .map(member -> List.of(member.id().value(), member.email().address()))
                .orElseThrow()
            : List.of("");
    return faults.begin(
        useCase.function(),
        call -> marks.stream().anyMatch(mark -> call.request().toString().contains(mark)),
        fault);
  }

  /** The same call again, now that nothing fails: it succeeds, or tells that the first one did. */
  private boolean repeat(Attempt attempt, FaultCase fault, boolean mayBeDone, String what) {
    Answer again = UseCases.patiently(attempt.call());
    if (fault.lasts() && again.status() == 400 && again.body().contains("CODE_INVALID")) {
      // Redis could not be told that the code is free again.
      attempt.member().ifPresent(hand::endLeases);
      again = UseCases.patiently(attempt.call());
    }
    if (again.status() / 100 == 2) {
      return true;
    }
    assertThat(mayBeDone).as(what + ", repeated: " + again).isTrue();
    assertThat(attempt.afterwards()).as(what + ", repeated: " + again).contains(again.code());
    return false;
  }

  /** Members whose mail and event meet a fault on their way. */
  private List<ArmedFaults.Call> armStreamReaders() {
    List<ArmedFaults.Call> armed = new ArrayList<>();
    List<Kind> kinds =
        List.of(Kind.REFUSED, Kind.LOST, Kind.HALF, Kind.THROTTLED, Kind.INTERNAL_ERROR, Kind.SLOW);
    for (Map.Entry<String, Integer> reader : STREAM_READERS.entrySet()) {
      for (int step = 0; step < reader.getValue(); step++) {
        for (Kind kind : kinds) {
          boolean lasts = kind != Kind.SLOW;
          String name = useCases.name();
          // Armed before the stream can tell of it.
          Member member = hand.pending(name);
          armed.add(
              faults.arm(reader.getKey(), member.id().value(), new FaultCase(step, kind, lasts)));
          hand.announce(member);
          members.add(member.id().value());
          promisedMails.merge(member.email().address(), 1, Integer::sum);
        }
      }
    }
    return armed;
  }

  private void awaitMails() {
    promisedMails.forEach(
        (to, count) ->
            Eventually.get(
                () -> stack.mailbox().messagesTo(to).size(),
                size -> size >= count,
                count + " mails to " + to));
  }

  /** Every change of a member was told, and none is missing in between. */
  private void awaitEvents() {
    for (String id : members) {
      Eventually.get(
          () -> sequences(id),
          sequences -> {
            long version =
                hand.members.find(new accounts.member.MemberId(id)).map(Member::version).orElse(0L);
            return sequences.equals(LongStream.rangeClosed(1, sequences.size()).boxed().toList())
                && sequences.size() >= version;
          },
          "the events of " + id);
    }
  }

  private List<Long> sequences(String member) {
    return stack.eventBuses().events().stream()
        .map(BusEvent::detail)
        .filter(event -> event.path("memberId").asText().equals(member))
        .map((JsonNode event) -> event.path("sequence").asLong())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  private void assertConsistent() {
    String table = stack.dynamoDb().tableName("AccountsTable");
    String out = new AdminCommand(stack, "eve").run("check", "--table", table).out();
    assertThat(out).contains(" items: ");
    // Other tests leave in the table what they like.
    assertThat(out.lines())
        .filteredOn(line -> line.contains(prefix) || members.stream().anyMatch(line::contains))
        .isEmpty();
  }
}
