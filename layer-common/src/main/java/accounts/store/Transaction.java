package accounts.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Runs a transaction until it is clear whether its conditions are met. One that met another
 * transaction at one of its items says nothing about the conditions, and is run again.
 */
public final class Transaction {
  /** All items were written. */
  public static final int DONE = -1;

  /** So many items a transaction may have. */
  public static final int MOST_ITEMS = 100;

  private static final int ATTEMPTS = 12;

  /** What is planned anew, each time in vain, is let go; one in a crowd gets there before. */
  private static final int MOST_PLANS = 40;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

  private Transaction() {}

  /** Deletes an item, whether it is still there or not. */
  public static TransactWriteItem delete(DynamoTable table, Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(table.name())
                .key(Attributes.key(Attributes.string(item, "pk"), Attributes.string(item, "sk")))
                .build())
        .build();
  }

  /**
   * @return {@link #DONE}, or the index of the first item whose condition is not met
   * @throws StoreUnavailableException also if the items stay contended for about 2 s
   */
  public static int run(DynamoTable table, List<TransactWriteItem> items) {
    for (int attempt = 1; ; attempt++) {
      try {
        // The SDK gives each request a client token of its own, so that its retries count once.
        table.transact(TransactWriteItemsRequest.builder().transactItems(items));
        return DONE;
      } catch (TransactionCanceledException e) {
        for (int i = 0; i < e.cancellationReasons().size(); i++) {
          CancellationReason reason = e.cancellationReasons().get(i);
          if ("ConditionalCheckFailed".equals(reason.code())) {
            return i;
          }
          if (!"None".equals(reason.code())) {
            // Contended or throttled here: whether this item's condition holds is not known, and
            // it may not be passed over for a later one's.
            break;
          }
        }
        if (attempt == ATTEMPTS) {
          throw new StoreUnavailableException("The table", e);
        }
        pause(attempt);
      }
    }
  }

  /**
   * Reads items as they were at one moment, in the order of the keys; empty where there is none.
   *
   * @param keys {@value #MOST_ITEMS} at most
   * @throws StoreUnavailableException also if the items stay contended for about 2 s
   */
  public static List<Map<String, AttributeValue>> read(
      DynamoTable table, List<Map<String, AttributeValue>> keys) {
    for (int attempt = 1; ; attempt++) {
      try {
        return table.getTogether(keys);
      } catch (TransactionCanceledException e) {
        if (attempt == ATTEMPTS) {
          throw new StoreUnavailableException("The table", e);
        }
        pause(attempt);
      }
    }
  }

  /**
   * As {@link #pause}, for a change that is planned on what was read and was overtaken.
   *
   * @throws StoreUnavailableException if that was so {@value #MOST_PLANS} times
   */
  public static void pauseBeforeNext(int attempt) {
    if (attempt >= MOST_PLANS) {
      throw new StoreUnavailableException(
          "The table", new IllegalStateException("What is to be changed changes all the time"));
    }
    pause(attempt);
  }

  /**
   * Lets others finish who are at the same items: longer after each attempt, and not all equally
   * long.
   */
  public static void pause(int attempt) {
    long most =
        Math.min(FIRST_PAUSE.toMillis() << Math.min(attempt - 1, 10), LONGEST_PAUSE.toMillis());
    // Not ThreadLocalRandom: environments that start from one snapshot would have the same pauses,
    // and meet again and again.
    DynamoTable.pause(Duration.ofMillis(new Random().nextLong(most / 2, most + 1)));
  }
}
