package accounts.session;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.local.LocalStack;
import accounts.member.DynamoMemberStore;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class DynamoSessionStoreIT extends SessionStoreContract {
  DynamoSessionStoreIT(LocalStack stack) {
    super(
        clock ->
            new Stores(
                new DynamoMemberStore(TestTable.of(stack), clock),
                new DynamoSessionStore(TestTable.of(stack), clock)));
  }
}
