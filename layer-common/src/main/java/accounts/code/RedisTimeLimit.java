package accounts.code;

import java.time.Duration;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** By when a call has to be over, whatever steps it takes: ping, connect, sign on, redirect. */
final class RedisTimeLimit {
  private final long end;
  private final Duration step;

  /**
   * From now on.
   *
   * @param all of the call
   * @param step the longest wait for one answer
   */
  RedisTimeLimit(Duration all, Duration step) {
    this.end = System.nanoTime() + all.toNanos();
    this.step = step;
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
    long left = (end - System.nanoTime()) / 1_000_000;
    if (left < 1) {
      throw new JedisConnectionException("Redis did not answer in time");
    }
    return (int) Math.min(left, most.toMillis());
  }
}
