package accounts.limit;

import java.time.Clock;

class InMemoryRateLimiterTest extends RateLimiterContract {
  @Override
  protected RateLimiter limiter(Clock clock) {
    return new InMemoryRateLimiter(clock);
  }
}
