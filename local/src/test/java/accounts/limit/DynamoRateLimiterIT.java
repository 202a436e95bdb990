package accounts.limit;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.local.LocalStack;
import accounts.store.DynamoTable;
import java.time.Clock;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class DynamoRateLimiterIT extends RateLimiterContract {
  private final DynamoTable table;

  DynamoRateLimiterIT(LocalStack stack) {
    this.table = TestTable.of(stack);
  }

  @Override
  protected RateLimiter limiter(Clock clock) {
    return new DynamoRateLimiter(table, clock);
  }
}
