package accounts.member;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.key;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.store.DynamoTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The items of a member: their keys, and how guards are written. All that is stored about a member
 * but the guards is in one partition.
 */
public final class DynamoMemberItems {
  /** The sort key of a profile. */
  public static final String PROFILE = "PROFILE";

  /** A guard that is not there, or has expired. */
  static final String FREE = "attribute_not_exists(pk) OR #ttl <= :now";

  private static final String FREE_OR_OURS = FREE + " OR memberId = :id";
  private static final Map<String, String> TTL_NAME = Map.of("#ttl", TTL);

  private DynamoMemberItems() {}

  /** The partition of a member. */
  public static String partition(MemberId id) {
    return "MEMBER#" + id.value();
  }

  public static Map<String, AttributeValue> profileKey(MemberId id) {
    return key(partition(id), PROFILE);
  }

  public static Map<String, AttributeValue> guardKey(Email email) {
    return key("EMAIL#" + email.key(), "GUARD");
  }

  public static Map<String, AttributeValue> guardKey(Nickname nickname) {
    return key("NICKNAME#" + nickname.key(), "GUARD");
  }

  /** Takes a guard for good that nobody else has. */
  public static TransactWriteItem takeGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id, Instant now) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table.name())
                .item(guard(key, id, Optional.empty()))
                .conditionExpression(FREE_OR_OURS)
                .expressionAttributeNames(TTL_NAME)
                .expressionAttributeValues(Map.of(":now", seconds(now), ":id", string(id.value())))
                .build())
        .build();
  }

  /** Keeps a guard of the member's own until then; afterwards it is free. */
  public static TransactWriteItem reserveGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id, Instant until) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table.name())
                .item(guard(key, id, Optional.of(until)))
                .conditionExpression("memberId = :id")
                .expressionAttributeValues(Map.of(":id", string(id.value())))
                .build())
        .build();
  }

  /** Gives a guard up, if it is (still) the member's. */
  public static TransactWriteItem releaseGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id) {
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(table.name())
                .key(key)
                .conditionExpression("attribute_not_exists(pk) OR memberId = :id")
                .expressionAttributeValues(Map.of(":id", string(id.value())))
                .build())
        .build();
  }

  static Map<String, AttributeValue> guard(
      Map<String, AttributeValue> key, MemberId id, Optional<Instant> expiresAt) {
    Map<String, AttributeValue> item = new HashMap<>(key);
    item.put("memberId", string(id.value()));
    expiresAt.ifPresent(t -> item.put(TTL, seconds(t)));
    return item;
  }
}
