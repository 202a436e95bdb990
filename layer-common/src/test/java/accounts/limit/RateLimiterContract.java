package accounts.limit;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.limit.RateLimiter.Result;
import accounts.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every limiter does; run on the fake and on the real one. */
public abstract class RateLimiterContract {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Quota THREE = new Quota("minute", 3, MINUTE);

  private final MutableClock clock = MutableClock.startingNow();
  private final String subject = "test " + UUID.randomUUID();
  private RateLimiter limiter;

  /** The limiter. */
  protected abstract RateLimiter limiter(Clock clock);

  @BeforeEach
  void create() {
    limiter = limiter(clock);
  }

  private Result take(Quota... quotas) {
    return limiter.take(subject, List.of(quotas));
  }

  private static boolean isTaken(Result result) {
    return result.place().isPresent();
  }

  @Test
  void take_asManyAsThereAre_andNoMore() {
    assertThat(isTaken(take(THREE))).isTrue();
    assertThat(isTaken(take(THREE))).isTrue();
    assertThat(isTaken(take(THREE))).isTrue();

    assertThat(take(THREE)).isEqualTo(new Result(Optional.empty(), MINUTE));
    assertThat(isTaken(limiter.take(subject + "2", List.of(THREE)))).isTrue();
  }

  @Test
  void take_again_whenTheWindowOfTheOldestIsOver_andNotBefore() {
    take(THREE);
    clock.advance(Duration.ofSeconds(20));
    take(THREE);
    take(THREE);

    clock.advance(Duration.ofSeconds(40).minusMillis(1));
    assertThat(take(THREE)).isEqualTo(new Result(Optional.empty(), Duration.ofMillis(1)));
    clock.advance(Duration.ofMillis(1));
    assertThat(isTaken(take(THREE))).isTrue();
    assertThat(take(THREE)).isEqualTo(new Result(Optional.empty(), Duration.ofSeconds(20)));
  }

  @Test
  void take_isRefused_withoutBeingCounted() {
    Quota one = new Quota("minute", 1, MINUTE);
    take(one);
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(5));
      assertThat(isTaken(take(one))).isFalse();
    }

    clock.advance(Duration.ofSeconds(10));

    assertThat(isTaken(take(one))).isTrue();
  }

  @Test
  void take_ofTwoQuotas_isOfBothOrNone() {
    Quota one = new Quota("minute", 1, MINUTE);
    Quota two = new Quota("hour", 2, Duration.ofHours(1));

    assertThat(isTaken(take(one, two))).isTrue();
    assertThat(take(one, two)).isEqualTo(new Result(Optional.empty(), MINUTE));
    clock.advance(MINUTE);
    assertThat(isTaken(take(one, two))).isTrue();
    clock.advance(MINUTE);
    assertThat(take(one, two)).isEqualTo(new Result(Optional.empty(), Duration.ofMinutes(58)));
    // The refusals have taken nothing of the minute.
    assertThat(isTaken(take(one))).isTrue();
  }

  @Test
  void take_manyAtOnce_asManyAsThereAre() throws Exception {
    Quota thirty = new Quota("minute", 30, MINUTE);
    List<Callable<Result>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(() -> take(thirty));
    }

    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      int taken = 0;
      for (Future<Result> result : executor.invokeAll(calls)) {
        taken += isTaken(result.get()) ? 1 : 0;
      }
      assertThat(taken).isEqualTo(30);
    }
  }

  @Test
  void giveBack_isAsIfItWasNeverTaken() {
    Quota other = new Quota("other", 1, MINUTE);
    take(THREE);
    take(THREE);
    Place place = take(THREE, other).place().orElseThrow();

    limiter.giveBack(place, THREE);
    limiter.giveBack(place, THREE);

    assertThat(isTaken(take(THREE))).isTrue();
    assertThat(isTaken(take(THREE))).isFalse();
    assertThat(isTaken(take(other))).isFalse();
  }

  @Test
  void giveBack_late_takesNothingFromWhoCameNext() {
    Quota one = new Quota("minute", 1, MINUTE);
    Place place = take(one).place().orElseThrow();
    clock.advance(MINUTE);
    limiter.giveBack(place, one);
    take(one);
    Place older = new Place(subject, place.slots(), place.takenAt().minusSeconds(90));

    limiter.giveBack(older, new Quota("unknown", 1, MINUTE));

    assertThat(isTaken(take(one))).isFalse();
  }

  @Test
  void rehearse_takesNothing() {
    limiter.rehearse(subject, List.of(THREE));

    for (int i = 0; i < THREE.most(); i++) {
      assertThat(isTaken(take(THREE))).isTrue();
    }
  }
}
