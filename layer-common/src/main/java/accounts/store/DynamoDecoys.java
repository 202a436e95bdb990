package accounts.store;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Items that nobody reads. They are written where the real ones would be if there were such a
 * member, so that an answer that does not tell takes no other time, either. A write that fails its
 * condition would not do: DynamoDB is done with it sooner.
 */
public final class DynamoDecoys {
  /** How the partition of a decoy begins. */
  public static final String DECOY = "DECOY#";

  /** The sort key of a decoy. */
  public static final String SORT_KEY = "DECOY";

  /** They are of no use as soon as they are written. */
  private static final Duration KEPT_FOR = Duration.ofMinutes(1);

  private DynamoDecoys() {}

  /** A decoy in place of an item, of about its size. */
  public static Map<String, AttributeValue> of(Map<String, AttributeValue> item, Clock clock) {
    Map<String, AttributeValue> decoy = new HashMap<>();
    decoy.putAll(Attributes.key(DECOY + UUID.randomUUID(), SORT_KEY));
    decoy.put(Attributes.TTL, Attributes.seconds(clock.instant().plus(KEPT_FOR)));
    int length =
        item.values().stream().mapToInt(value -> value.s() == null ? 0 : value.s().length()).sum();
    decoy.put("padding", Attributes.string("-".repeat(Math.max(1, length))));
    return decoy;
  }

  /** Decoys in place of what a transaction would put. */
  public static List<TransactWriteItem> of(
      DynamoTable table, List<TransactWriteItem> puts, Clock clock) {
    List<TransactWriteItem> decoys = new ArrayList<>();
    for (TransactWriteItem item : puts) {
      decoys.add(
          TransactWriteItem.builder()
              .put(Put.builder().tableName(table.name()).item(of(item.put().item(), clock)).build())
              .build());
    }
    return decoys;
  }
}
