package accounts.local.dynamodb;

import accounts.local.template.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;

/** Creates the template's tables. */
final class Tables {
  private Tables() {}

  /** Creates the table where it does not exist yet. */
  static void create(DynamoDbClient client, TableDefinition table) {
    try {
      client.createTable(request(table));
    } catch (ResourceInUseException e) {
      return; // kept from an earlier run
    }
    table
        .timeToLiveAttribute()
        .ifPresent(
            attribute ->
                client.updateTimeToLive(
                    r ->
                        r.tableName(table.name())
                            .timeToLiveSpecification(
                                s -> s.attributeName(attribute).enabled(true))));
  }

  private static CreateTableRequest request(TableDefinition table) {
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(table.name())
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(keys(table.keys()));
    List<AttributeDefinition> attributes = new ArrayList<>();
    table
        .attributes()
        .forEach(
            (name, type) ->
                attributes.add(
                    AttributeDefinition.builder().attributeName(name).attributeType(type).build()));
    request.attributeDefinitions(attributes);
    if (!table.globalIndexes().isEmpty()) {
      request.globalSecondaryIndexes(
          table.globalIndexes().stream()
              .map(
                  index ->
                      GlobalSecondaryIndex.builder()
                          .indexName(index.name())
                          .keySchema(keys(index.keys()))
                          .projection(projection(index))
                          .build())
              .toList());
    }
    if (!table.localIndexes().isEmpty()) {
      request.localSecondaryIndexes(
          table.localIndexes().stream()
              .map(
                  index ->
                      LocalSecondaryIndex.builder()
                          .indexName(index.name())
                          .keySchema(keys(index.keys()))
                          .projection(projection(index))
                          .build())
              .toList());
    }
    table
        .streamViewType()
        .ifPresent(
            view -> request.streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
    return request.build();
  }

  private static List<KeySchemaElement> keys(List<TableDefinition.Key> keys) {
    return keys.stream()
        .map(
            key ->
                KeySchemaElement.builder()
                    .attributeName(key.attribute())
                    .keyType(key.type())
                    .build())
        .toList();
  }

  private static Projection projection(TableDefinition.Index index) {
    Projection.Builder projection = Projection.builder().projectionType(index.projection());
    if (!index.projectedAttributes().isEmpty()) {
      projection.nonKeyAttributes(index.projectedAttributes());
    }
    return projection.build();
  }
}
