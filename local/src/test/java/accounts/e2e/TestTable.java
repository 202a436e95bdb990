package accounts.e2e;

import accounts.local.LocalStack;
import accounts.store.DynamoTable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A table for the adapters alone: the mailer sends nothing of it. */
public final class TestTable {
  private static final String NAME = "adapters";

  private TestTable() {}

  public static DynamoTable of(LocalStack stack) {
    return of(stack, NAME);
  }

  /** Another one, of that name. */
  static DynamoTable of(LocalStack stack, String name) {
    DynamoDbClient client = stack.dynamoDb().client();
    String original = stack.dynamoDb().tableName("AccountsTable");
    TableDescription keys = client.describeTable(t -> t.tableName(original)).table();
    try {
      client.createTable(
          t ->
              t.tableName(name)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(keys.attributeDefinitions())
                  .keySchema(keys.keySchema()));
    } catch (ResourceInUseException e) {
      // An earlier test made it.
    }
    return new DynamoTable(client, name);
  }
}
