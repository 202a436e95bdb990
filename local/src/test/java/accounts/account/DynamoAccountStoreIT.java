package accounts.account;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.event.EventTexts;
import accounts.local.LocalStack;
import accounts.mail.DynamoMailOutbox;
import accounts.member.DynamoMemberStore;
import accounts.session.DynamoSessionStore;
import accounts.store.DynamoTable;
import java.time.Clock;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class DynamoAccountStoreIT extends AccountStoreContract {
  DynamoAccountStoreIT(LocalStack stack) {
    super(clock -> stores(TestTable.of(stack), clock));
  }

  private static Stores stores(DynamoTable table, Clock clock) {
    return new Stores(
        new DynamoMemberStore(table, clock),
        new DynamoSessionStore(table, clock),
        new DynamoAccountStore(table, clock),
        member -> new DynamoMailOutbox(table, clock).ofMember(member).size(),
        member -> EventTexts.of(table, member));
  }
}
