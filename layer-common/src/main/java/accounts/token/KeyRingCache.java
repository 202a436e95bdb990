package accounts.token;

import accounts.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A function's copy of the key ring. It is read at the first use and again in time, well before a
 * new key becomes active; and when a token names a key that it does not have, but seldom, for
 * anybody can name one. While the source fails, the copy at hand is used. Safe for use by several
 * threads.
 */
public final class KeyRingCache {
  /**
   * How old a copy gets by default: the functions have {@link #DEFAULT_PROPAGATION} to see a new
   * key, enough for two reads that fail.
   */
  public static final Duration DEFAULT_REFRESH = Duration.ofMinutes(5);

  /** From a rotation to the new key's first signature, by default. */
  public static final Duration DEFAULT_PROPAGATION = Duration.ofMinutes(15);

  /** The least between two reads while there is a copy, whatever it lacks. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private final KeyRingSource source;
  private final Duration refresh;
  private final Clock clock;
  private @Nullable KeyRing copy;
  private Instant readAt = Instant.EPOCH;
  private Instant triedAt = Instant.EPOCH;

  /**
   * @param refresh how old a copy may get
   */
  public KeyRingCache(KeyRingSource source, Duration refresh, Clock clock) {
    this.source = source;
    this.refresh = refresh;
    this.clock = clock;
  }

  /**
   * The ring.
   *
   * @throws StoreUnavailableException if it cannot be read and there is no copy
   */
  synchronized KeyRing ring() {
    Instant now = clock.instant();
    if (copy == null) {
      return read(now);
    }
    return isPast(readAt, refresh, now) ? readAgain(copy, now) : copy;
  }

  /** The ring, read again if it has no key of that id and was not read just now. */
  synchronized KeyRing ringWith(String keyId) {
    KeyRing ring = ring();
    return ring.knows(keyId) ? ring : readAgain(ring, clock.instant());
  }

  /**
   * Makes sure that there is a copy, so that the next use need not wait for one.
   *
   * @throws StoreUnavailableException if it cannot be read and there is no copy
   */
  public void prepare() {
    ring();
  }

  /**
   * Drops the copy; the next use reads anew. For a process that is about to be kept as an image,
   * which is no place for keys.
   */
  public synchronized void forget() {
    copy = null;
  }

  private KeyRing readAgain(KeyRing atHand, Instant now) {
    // A refresh interval below the pause is kept to, for a stack whose keys live seconds.
    if (!isPast(triedAt, PAUSE.compareTo(refresh) < 0 ? PAUSE : refresh, now)) {
      return atHand;
    }
    try {
      return read(now);
    } catch (StoreUnavailableException e) {
      return atHand;
    }
  }

  private KeyRing read(Instant now) {
    triedAt = now;
    KeyRing ring = source.read();
    readAt = now;
    copy = ring;
    return ring;
  }

  /** Also true when the clock was put back. */
  private static boolean isPast(Instant time, Duration age, Instant now) {
    return now.isBefore(time) || !now.isBefore(time.plus(age));
  }
}
