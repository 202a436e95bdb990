package accounts.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginLockTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");

  /** After that many failures, each at the end of the lock before it. */
  private static LoginLock after(int failures) {
    Optional<LoginLock> lock = Optional.empty();
    Instant now = NOW;
    for (int i = 0; i < failures; i++) {
      lock = Optional.of(LoginLock.afterFailure(lock, now));
      now = lock.get().lockedUntil().orElse(now);
    }
    return lock.orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "4, 0",
    "5, 1",
    "6, 2",
    "7, 4",
    "8, 8",
    "9, 16",
    "10, 32",
    "11, 64",
    "12, 128",
    "13, 256",
    "14, 512",
    "15, 900",
    "16, 900",
    "60, 900",
    "1000, 900"
  })
  void afterFailure_inARow_locksTwiceAsLongEachTime(int failures, long seconds) {
    LoginLock lock = after(failures);

    assertThat(lock.failures()).isEqualTo(failures);
    assertThat(lock.lockedFor(lock.failedAt()))
        .isEqualTo(seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)));
  }

  @Test
  void lockedFor_untilItsEndAndNotAtIt() {
    LoginLock lock = after(6);
    Instant end = lock.failedAt().plusSeconds(2);

    assertThat(lock.lockedFor(end.minusMillis(1))).contains(Duration.ofMillis(1));
    assertThat(lock.lockedFor(end)).isEmpty();
  }

  @Test
  void afterFailure_afterQuietFromTheEndOfTheLock_countsAnew() {
    LoginLock lock = after(6);
    Instant forgotten = lock.lockedUntil().orElseThrow().plus(LoginLock.QUIET);

    assertThat(LoginLock.afterFailure(Optional.of(lock), forgotten.minusMillis(1)).failures())
        .isEqualTo(7);
    assertThat(LoginLock.afterFailure(Optional.of(lock), forgotten).failures()).isEqualTo(1);
  }

  @Test
  void afterFailure_afterQuietWithoutALock_countsAnew() {
    LoginLock lock = after(2);
    Instant forgotten = lock.failedAt().plus(LoginLock.QUIET);

    assertThat(LoginLock.afterFailure(Optional.of(lock), forgotten.minusMillis(1)).failures())
        .isEqualTo(3);
    assertThat(LoginLock.afterFailure(Optional.of(lock), forgotten).failures()).isEqualTo(1);
  }
}
