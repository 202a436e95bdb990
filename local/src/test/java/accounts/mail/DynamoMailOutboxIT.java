package accounts.mail;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.local.LocalStack;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class DynamoMailOutboxIT extends MailOutboxContract {
  DynamoMailOutboxIT(LocalStack stack) {
    super(clock -> new DynamoMailOutbox(TestTable.of(stack), clock, Optional.of(7)));
  }
}
