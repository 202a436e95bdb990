package accounts.check;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.seconds;

import accounts.store.DynamoTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * What a repair's transaction holds on.
 *
 * @param names of attributes, by their placeholders
 */
record DynamoConditions(
    String expression, Map<String, String> names, Map<String, AttributeValue> values) {
  /** What a change of a member that concerns others than the member changes. */
  private static final List<String> PROFILE_FIELDS =
      List.of("version", "email", "nickname", "status", TTL);

  /** That the item's attributes are what they were, or not there if they were not. */
  static DynamoConditions same(DynamoItem item, List<String> attributes) {
    List<String> conditions = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    for (String name : attributes) {
      names.put("#" + name, name);
      @Nullable AttributeValue value = item.attributes().get(name);
      if (value == null) {
        conditions.add("attribute_not_exists(#" + name + ")");
      } else {
        conditions.add("#" + name + " = :" + name);
        values.put(":" + name, value);
      }
    }
    return new DynamoConditions(String.join(" AND ", conditions), names, values);
  }

  /** That there is no such item, or one that has expired. */
  static DynamoConditions absent(Instant now) {
    return new DynamoConditions(
        "attribute_not_exists(pk) OR #ttl <= :now",
        Map.of("#ttl", TTL),
        Map.of(":now", seconds(now)));
  }

  /** That a member is as seen: there and as they were, or not there. */
  static TransactWriteItem member(
      DynamoTable table,
      Map<String, AttributeValue> profileKey,
      Optional<DynamoItem> seen,
      Instant now) {
    return seen.map(profile -> same(profile, PROFILE_FIELDS))
        .orElseGet(() -> absent(now))
        .check(table, profileKey);
  }

  TransactWriteItem check(DynamoTable table, Map<String, AttributeValue> key) {
    return TransactWriteItem.builder()
        .conditionCheck(
            ConditionCheck.builder()
                .tableName(table.name())
                .key(key)
                .conditionExpression(expression)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build())
        .build();
  }
}
