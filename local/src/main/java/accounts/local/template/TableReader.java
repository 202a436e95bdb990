package accounts.local.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code AWS::DynamoDB::Table}. */
final class TableReader {
  private TableReader() {}

  static TableDefinition read(String id, Properties table, Resolver resolver) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Properties attribute : table.mapList("AttributeDefinitions")) {
      attributes.put(
          attribute.requiredText("AttributeName"), attribute.requiredText("AttributeType"));
    }
    Properties stream = table.map("StreamSpecification");
    Properties timeToLive = table.map("TimeToLiveSpecification");
    return new TableDefinition(
        id,
        resolver.text(Map.of("Ref", id)),
        attributes,
        keys(table),
        indexes(table, "GlobalSecondaryIndexes"),
        indexes(table, "LocalSecondaryIndexes"),
        stream.text("StreamViewType"),
        timeToLive.flag("Enabled", false) ? timeToLive.text("AttributeName") : Optional.empty());
  }

  private static List<TableDefinition.Key> keys(Properties owner) {
    return owner.mapList("KeySchema").stream()
        .map(
            key ->
                new TableDefinition.Key(
                    key.requiredText("AttributeName"), key.requiredText("KeyType")))
        .toList();
  }

  private static List<TableDefinition.Index> indexes(Properties table, String property) {
    return table.mapList(property).stream()
        .map(
            index -> {
              Properties projection = index.map("Projection");
              return new TableDefinition.Index(
                  index.requiredText("IndexName"),
                  keys(index),
                  projection.text("ProjectionType").orElse("ALL"),
                  projection.textList("NonKeyAttributes"));
            })
        .toList();
  }
}
