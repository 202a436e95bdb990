package accounts.operator;

import accounts.e2e.StackExtension;
import accounts.e2e.TestTable;
import accounts.event.Actor;
import accounts.event.DynamoEvents;
import accounts.local.LocalStack;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@ExtendWith(StackExtension.class)
class DynamoAuditLogIT extends AuditLogContract {
  private final DynamoTable table;

  DynamoAuditLogIT(LocalStack stack) {
    this.table = TestTable.of(stack);
  }

  @Override
  protected AuditLog log() {
    return new DynamoAuditLog(table, Clock.systemUTC());
  }

  @Override
  protected void record(AuditEntry entry) {
    Map<String, AttributeValue> details = new HashMap<>();
    entry.details().forEach((name, value) -> details.put(name, Attributes.string(value)));
    entry.member().ifPresent(id -> details.put("memberId", Attributes.string(id.value())));
    table.create(
        DynamoEvents.toAudit(
            entry.act(), Actor.operator(entry.principal(), entry.reason()), details, entry.at()));
  }
}
