package accounts.token;

import java.time.Duration;

/**
 * How long tokens are valid.
 *
 * @param access 10 minutes by default
 * @param refresh 7 days by default; also how long an unused session lasts
 */
public record TokenLifetimes(Duration access, Duration refresh) {
  public static final TokenLifetimes DEFAULT =
      new TokenLifetimes(Duration.ofMinutes(10), Duration.ofDays(7));

  public Duration longest() {
    return access.compareTo(refresh) > 0 ? access : refresh;
  }
}
