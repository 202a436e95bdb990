package accounts.snapstart;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.code.Code;
import accounts.member.MemberId;
import accounts.session.SessionId;
import accounts.testing.Copies;
import accounts.testing.WeakContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.crac.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapStartTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final List<String> events = new ArrayList<>();
  private final WeakContext context = new WeakContext();

  private SnapStart snapStart(SecureRandom random) {
    return new SnapStart(
        random,
        (step, cause) -> events.add(step + ": " + cause.getMessage()),
        SnapStart.PRIMING_LIMIT,
        1);
  }

  private void record(String event) {
    events.add(event + (Priming.isRunning() ? ", priming" : ""));
  }

  @Test
  void beforeCheckpoint_primesThenClosesThenForgets() {
    SnapStart snapStart = snapStart(new SecureRandom());
    snapStart.forget("keys", () -> record("keys forgotten"));
    snapStart.close("redis", () -> record("redis closed"));
    snapStart.prime("a", () -> record("a"));
    snapStart.prime("b", () -> record("b"));
    snapStart.register(context);

    context.checkpoint();

    assertThat(events)
        .containsExactly("a, priming", "b, priming", "redis closed", "keys forgotten");
    assertThat(Priming.isRunning()).isFalse();
  }

  @Test
  void beforeCheckpoint_thereIsTime_primesAgainAndAgainBeforeItCloses() {
    SnapStart snapStart =
        new SnapStart(
            new SecureRandom(), (step, cause) -> events.add(step), SnapStart.PRIMING_LIMIT, 3);
    snapStart.close("redis", () -> record("closed"));
    snapStart.prime("a", () -> record("a"));
    snapStart.register(context);

    context.checkpoint();

    assertThat(events).containsExactly("a, priming", "a, priming", "a, priming", "closed");
  }

  @Test
  void beforeCheckpoint_primingFails_isTriedAndToldOnce() {
    SnapStart snapStart =
        new SnapStart(
            new SecureRandom(), (step, cause) -> events.add(step), SnapStart.PRIMING_LIMIT, 3);
    snapStart.prime(
        "a",
        () -> {
          throw new IllegalStateException("down");
        });
    snapStart.register(context);

    context.checkpoint();

    assertThat(events).containsExactly("a");
  }

  @Test
  void afterRestore_doesWhatTheFirstRequestWouldWaitFor_andGoesOnWhereThatFails() {
    SnapStart snapStart = snapStart(new SecureRandom());
    snapStart.ahead(
        "keys",
        () -> {
          throw new IllegalStateException("down");
        });
    snapStart.ahead("more", () -> record("more"));
    snapStart.register(context);

    context.checkpoint();
    assertThat(events).isEmpty();
    context.restore();

    assertThat(events).containsExactly("keys: down", "more");
  }

  @Test
  void beforeCheckpoint_stepsThatFail_areToldAndPassedOver() {
    SnapStart snapStart = snapStart(new SecureRandom());
    Function<String, Runnable> failing =
        text ->
            () -> {
              throw new IllegalStateException(text);
            };
    snapStart.prime("a", failing.apply("the table is down"));
    snapStart.prime(
        "b",
        () -> {
          throw new NoClassDefFoundError("x");
        });
    snapStart.prime("c", () -> record("c"));
    snapStart.close("redis", failing.apply("gone"));
    snapStart.close("table", () -> record("table closed"));
    snapStart.forget("keys", failing.apply("held"));
    snapStart.forget("more", () -> record("more forgotten"));
    snapStart.register(context);

    context.checkpoint();
    context.restore();

    assertThat(events)
        .containsExactly(
            "a: the table is down",
            "b: x",
            "c, priming",
            "redis: gone",
            "table closed",
            "keys: held",
            "more forgotten");
  }

  @Test
  void beforeCheckpoint_pastTheTimeForPriming_closesAllTheSame() {
    SnapStart snapStart =
        new SnapStart(new SecureRandom(), (step, cause) -> events.add(step), Duration.ZERO, 1);
    snapStart.prime("a", () -> record("a"));
    snapStart.close("redis", () -> record("redis closed"));
    snapStart.register(context);

    context.checkpoint();

    assertThat(events).containsExactly("redis closed");
  }

  @Test
  void register_aContextThatHoldsItWeakly_callsItAllTheSame() {
    registerOne();
    context.collectGarbage();

    context.checkpoint();

    assertThat(events).containsExactly("a, priming");
  }

  private void registerOne() {
    SnapStart snapStart = snapStart(new SecureRandom());
    snapStart.prime("a", () -> record("a"));
    snapStart.register(context);
  }

  @Test
  void theContext_somethingElse_isForgotten() {
    registerAnother();
    context.collectGarbage();

    context.checkpoint();

    assertThat(events).isEmpty();
  }

  private void registerAnother() {
    context.register(
        new Resource() {
          @Override
          public void beforeCheckpoint(org.crac.Context<? extends Resource> c) {
            record("another");
          }

          @Override
          public void afterRestore(org.crac.Context<? extends Resource> c) {}
        });
  }

  static List<Function<SecureRandom, String>> ids() {
    return List.of(
        random -> SessionId.create(random).value(),
        random -> MemberId.create(NOW, random).value(),
        random -> Code.random(random).reveal() + Code.random(random).reveal());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void afterRestore_twoCopiesOfOneSnapshot_makeDifferentIds(Function<SecureRandom, String> id) {
    SecureRandom first = restored();
    SecureRandom second = restored();

    assertThat(id.apply(first)).isNotEqualTo(id.apply(second));
  }

  /** As the JDK's own generator may pass for different by itself, this one is foreseeable. */
  private SecureRandom restored() {
    SecureRandom random = Copies.random();
    WeakContext own = new WeakContext();
    snapStart(random).register(own);
    own.checkpoint();
    own.restore();
    return random;
  }

  @ParameterizedTest
  @MethodSource("ids")
  void withoutTheHook_twoCopies_makeTheSameIds(Function<SecureRandom, String> id) {
    assertThat(id.apply(Copies.random())).isEqualTo(id.apply(Copies.random()));
  }
}
