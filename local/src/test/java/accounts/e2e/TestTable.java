package accounts.e2e;

import accounts.local.LocalStack;
import accounts.store.DynamoTable;

/** The stack's table, as the adapters see it. */
public final class TestTable {
  private TestTable() {}

  public static DynamoTable of(LocalStack stack) {
    return new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
  }
}
