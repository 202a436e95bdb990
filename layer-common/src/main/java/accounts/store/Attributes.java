package accounts.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads and writes an item's attributes. */
public final class Attributes {
  /** When DynamoDB may delete an item, in seconds. An item past it counts as absent. */
  public static final String TTL = "ttl";

  private Attributes() {}

  /** A key of the table. */
  public static Map<String, AttributeValue> key(String pk, String sk) {
    return Map.of("pk", string(pk), "sk", string(sk));
  }

  public static AttributeValue string(String value) {
    return AttributeValue.fromS(value);
  }

  public static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  /** A time in milliseconds. */
  public static AttributeValue millis(Instant value) {
    return number(value.toEpochMilli());
  }

  /** A time in seconds, as TTL needs it. */
  public static AttributeValue seconds(Instant value) {
    return number(value.getEpochSecond());
  }

  /**
   * @throws IllegalStateException if the item has no such string: it was not written by this system
   */
  public static String string(Map<String, AttributeValue> item, String name) {
    return optionalString(item, name).orElseThrow(() -> missing(name));
  }

  public static Optional<String> optionalString(Map<String, AttributeValue> item, String name) {
    @Nullable AttributeValue value = item.get(name);
    return value == null ? Optional.empty() : Optional.ofNullable(value.s());
  }

  /**
   * @throws IllegalStateException if the item has no such number
   */
  public static long number(Map<String, AttributeValue> item, String name) {
    return optionalNumber(item, name).orElseThrow(() -> missing(name));
  }

  public static Optional<Long> optionalNumber(Map<String, AttributeValue> item, String name) {
    @Nullable AttributeValue value = item.get(name);
    return value == null ? Optional.empty() : Optional.ofNullable(value.n()).map(Long::valueOf);
  }

  public static Instant millis(Map<String, AttributeValue> item, String name) {
    return Instant.ofEpochMilli(number(item, name));
  }

  private static IllegalStateException missing(String name) {
    return new IllegalStateException("An item has no attribute " + name);
  }
}
