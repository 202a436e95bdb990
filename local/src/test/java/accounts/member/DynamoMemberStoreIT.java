package accounts.member;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.local.LocalStack;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class DynamoMemberStoreIT extends MemberStoreContract {
  DynamoMemberStoreIT(LocalStack stack) {
    super(clock -> new DynamoMemberStore(TestTable.of(stack), clock));
  }
}
