package accounts.bus;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.local.LocalStack;
import accounts.store.DynamoTable;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class DynamoEventOutboxIT extends EventOutboxContract {
  private final DynamoTable table;

  DynamoEventOutboxIT(LocalStack stack) {
    this.table = TestTable.of(stack);
  }

  @Override
  protected EventOutbox outbox() {
    return new DynamoEventOutbox(table);
  }

  @Override
  protected void write(PendingEvent event) {
    table.create(EventItems.of(event));
  }
}
