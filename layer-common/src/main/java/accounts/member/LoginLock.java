package accounts.member;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The wrong passwords that a member's login met in a row, and the lock that they led to.
 *
 * <p>The {@value #FIRST_LOCKING}th failure in a row, and each that follows, locks the login: for
 * one second first, then for twice as long each time, and for {@link #LONGEST} at most. A login or
 * {@link #QUIET} without a try, counted from the end of the lock, forgets them. (NIST SP 800-63B
 * section 3.2.2 asks for a limit of tries and names growing waits; OWASP's Authentication Cheat
 * Sheet, "Account Lockout", warns of locks that anybody can turn on somebody for long.)
 *
 * @param failures in a row, 1 at least
 * @param failedAt when the last was
 * @param lockedUntil nothing while they are too few
 */
public record LoginLock(int failures, Instant failedAt, Optional<Instant> lockedUntil) {
  /** The failure that locks. */
  public static final int FIRST_LOCKING = 5;

  /** The longest lock. */
  public static final Duration LONGEST = Duration.ofMinutes(15);

  /** The time without a try after which failures are forgotten. */
  public static final Duration QUIET = Duration.ofMinutes(15);

  /** Twice as often no lock grows any more. */
  private static final int LAST_DOUBLING = 10;

  /** What one more failure leads to. */
  public static LoginLock afterFailure(Optional<LoginLock> before, Instant now) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    int failures =
        before.filter(lock -> !lock.isForgottenAt(at)).map(l -> l.failures).orElse(0) + 1;
    if (failures < FIRST_LOCKING) {
      return new LoginLock(failures, at, Optional.empty());
    }
    long seconds = 1L << Math.min(failures - FIRST_LOCKING, LAST_DOUBLING);
    Duration length = Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
    return new LoginLock(failures, at, Optional.of(at.plus(length)));
  }

  /** How long the login is still locked; nothing if it is not. */
  public Optional<Duration> lockedFor(Instant now) {
    return lockedUntil.filter(now::isBefore).map(until -> Duration.between(now, until));
  }

  /** Whether the owner is to be told of it by mail: of the first lock of a day, in UTC. */
  boolean isToBeTold(Optional<Instant> lastTold) {
    LocalDate today = LocalDate.ofInstant(failedAt, ZoneOffset.UTC);
    return lockedUntil.isPresent()
        && lastTold
            .filter(told -> !LocalDate.ofInstant(told, ZoneOffset.UTC).isBefore(today))
            .isEmpty();
  }

  private boolean isForgottenAt(Instant now) {
    return !now.isBefore(lockedUntil.orElse(failedAt).plus(QUIET));
  }
}
