package accounts.code;

import java.time.Duration;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * By when a call has to be over, whatever steps it takes: ping, connect, sign on, redirect. One for
 * all calls of a connection, one after the other.
 */
final class RedisTimeLimit {
  private final Duration all;
  private final Duration step;
  private volatile long end;

  /**
   * Begins now.
   *
   * @param all of the call
   * @param step the longest wait for one answer
   */
  RedisTimeLimit(Duration all, Duration step) {
    this.all = all;
    this.step = step;
    begin();
  }

  /** The next call begins now. */
  void begin() {
    end = System.nanoTime() + all.toNanos();
  }

  /**
   * How long the next step may wait, in milliseconds, at least 1.
   *
   * @throws JedisConnectionException if the time is over
   */
  int nextStep() {
    return nextStep(step);
  }

  /** The same for a step with a limit of its own. */
  int nextStep(Duration most) {
    long left = left();
    if (left < 1) {
      throw new JedisConnectionException("Redis did not answer in time");
    }
    return (int) Math.min(left, most.toMillis());
  }

  /** What is left of the call, in milliseconds; not positive if its time is over. */
  long left() {
    return (end - System.nanoTime()) / 1_000_000;
  }
}
