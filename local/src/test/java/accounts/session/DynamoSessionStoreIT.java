package accounts.session;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.local.LocalStack;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class DynamoSessionStoreIT extends SessionStoreContract {
  DynamoSessionStoreIT(LocalStack stack) {
    super(clock -> new DynamoSessionStore(TestTable.of(stack), clock));
  }
}
