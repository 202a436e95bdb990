package accounts.limit;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.seconds;

import accounts.crypto.Sha256;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import accounts.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Counts in the table, one item per subject. An attribute per place holds when it was taken.
 *
 * <p>A try takes a place at random, on the condition that it is free: one write, and no read, as
 * long as most are. If it is not, DynamoDB's refusal brings the item along, and the next try knows
 * which are. Many at once so seldom meet at one place, and never share one.
 */
public final class DynamoRateLimiter implements RateLimiter {
  /** How the partition of a limit begins; a digest of the subject follows. */
  public static final String LIMIT = "LIMIT#";

  /** The sort key of a limit. */
  public static final String SORT_KEY = "LIMIT";

  /** Who comes away with nothing so often has met as many who did not. */
  private static final int ATTEMPTS = 40;

  private static final Map<String, String> TTL_NAME = Map.of("#ttl", TTL);

  private final DynamoTable table;
  private final Clock clock;

  public DynamoRateLimiter(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  @Override
  public Result take(String subject, List<Quota> quotas) {
    // Not one for all: environments that start from one snapshot would all take the same places.
    RandomGenerator random = new Random();
    Map<Quota, Integer> slots = new LinkedHashMap<>();
    quotas.forEach(quota -> slots.put(quota, random.nextInt(quota.most())));
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      try {
        table.update(request(subject, slots, now, ""));
        Map<String, Integer> taken = new HashMap<>();
        slots.forEach((quota, slot) -> taken.put(quota.name(), slot));
        return new Result(Optional.of(new Place(subject, taken, now)), Duration.ZERO);
      } catch (ConditionalCheckFailedException e) {
        Duration wait = Duration.ZERO;
        for (Quota quota : quotas) {
          List<Integer> free = free(quota, e.item(), now);
          if (free.isEmpty()) {
            Duration ofQuota = untilFree(quota, e.item(), now);
            wait = ofQuota.compareTo(wait) > 0 ? ofQuota : wait;
          } else {
            slots.put(quota, free.get(random.nextInt(free.size())));
          }
        }
        if (!wait.isZero()) {
          return new Result(Optional.empty(), wait);
        }
      }
    }
    throw new StoreUnavailableException(
        "The table", new IllegalStateException("All come for the same place"));
  }

  @Override
  public void rehearse(String subject, List<Quota> quotas) {
    Map<Quota, Integer> slots = new LinkedHashMap<>();
    quotas.forEach(quota -> slots.put(quota, 0));
    try {
      table.update(
          request(
              subject,
              slots,
              clock.instant(),
              "attribute_exists(pk) AND attribute_not_exists(pk) AND "));
    } catch (ConditionalCheckFailedException e) {
      // As meant.
    }
  }

  private UpdateItemRequest.Builder request(
      String subject, Map<Quota, Integer> slots, Instant now, String condition) {
    Map<String, String> names = new HashMap<>(TTL_NAME);
    Map<String, AttributeValue> values = new HashMap<>();
    List<String> sets = new ArrayList<>(List.of("#ttl = :ttl"));
    List<String> conditions = new ArrayList<>();
    Duration longest = Duration.ZERO;
    for (Map.Entry<Quota, Integer> entry : slots.entrySet()) {
      Quota quota = entry.getKey();
      String slot = "#" + quota.name();
      String before = ":" + quota.name();
      names.put(slot, attribute(quota.name(), entry.getValue()));
      values.put(before, millis(now.minus(quota.window())));
      sets.add(slot + " = :now");
      conditions.add("(attribute_not_exists(" + slot + ") OR " + slot + " <= " + before + ")");
      longest = quota.window().compareTo(longest) > 0 ? quota.window() : longest;
    }
    values.put(":now", millis(now));
    values.put(":ttl", seconds(now.plus(longest).plusSeconds(1)));
    return UpdateItemRequest.builder()
        .key(key(subject))
        .updateExpression("SET " + String.join(", ", sets))
        .conditionExpression(condition + String.join(" AND ", conditions))
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
  }

  private static List<Integer> free(Quota quota, Map<String, AttributeValue> item, Instant now) {
    return IntStream.range(0, quota.most())
        .filter(slot -> remaining(quota, item, slot, now) <= 0)
        .boxed()
        .toList();
  }

  private static Duration untilFree(Quota quota, Map<String, AttributeValue> item, Instant now) {
    long least =
        IntStream.range(0, quota.most())
            .mapToLong(slot -> remaining(quota, item, slot, now))
            .min()
            .orElseThrow();
    return Duration.ofMillis(least);
  }

  /** How long a place is taken still, in milliseconds. */
  private static long remaining(
      Quota quota, Map<String, AttributeValue> item, int slot, Instant now) {
    return optionalNumber(item, attribute(quota.name(), slot))
        .map(takenAt -> takenAt + quota.window().toMillis() - now.toEpochMilli())
        .orElse(0L);
  }

  @Override
  public void giveBack(Place place, Quota quota) {
    Integer slot = place.slots().get(quota.name());
    if (slot == null) {
      return;
    }
    try {
      table.update(
          UpdateItemRequest.builder()
              .key(key(place.subject()))
              .updateExpression("REMOVE #slot")
              .conditionExpression("#slot = :takenAt")
              .expressionAttributeNames(Map.of("#slot", attribute(quota.name(), slot)))
              .expressionAttributeValues(Map.of(":takenAt", millis(place.takenAt()))));
    } catch (ConditionalCheckFailedException e) {
      // Its time was over, and it is somebody else's.
    }
  }

  private static String attribute(String quota, int slot) {
    return quota + slot;
  }

  private static Map<String, AttributeValue> key(String subject) {
    // Neither an address that somebody typed nor one that somebody came from is stored.
    return Attributes.key(LIMIT + Sha256.hex(subject), SORT_KEY);
  }
}
