package accounts.event;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.json.Json;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Events as items, written in the transaction of the change that they tell of. They stand beside
 * the member's profile, whose version numbers them, until they are published. What an operator did
 * is recorded besides, in a partition for each day, and outlives the member.
 */
public final class DynamoEvents {
  /** How the sort key of an event begins; its number follows. */
  public static final String EVENT = "EVENT#";

  /** How the partition of a day's record of operators' acts begins; the date follows. */
  public static final String AUDIT = "AUDIT#";

  /** How long an event is kept that cannot be published. */
  public static final Duration KEPT_FOR = Duration.ofDays(14);

  /** How long an operator's act is kept. */
  public static final Duration AUDIT_KEPT_FOR = Duration.ofDays(400);

  /** The version of the events' form: within it, fields are only added. */
  public static final int SCHEMA_VERSION = 1;

  private static final String MEMBER = "MEMBER#";

  /** When an event was last offered to the stream again. */
  private static final String RETRIED_AT = "retriedAt";

  /** Always with milliseconds, so that texts sort as times. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private DynamoEvents() {}

  /**
   * The events as part of a transaction.
   *
   * @param before the version of the profile before the change; it has to be moved on by as many
   *     events as there are, under the condition that it still is that
   */
  public static List<TransactWriteItem> toTransactItems(
      DynamoTable table, String member, long before, List<MemberEvent> events, Clock clock) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<TransactWriteItem> items = new ArrayList<>();
    long sequence = before;
    for (MemberEvent event : events) {
      sequence++;
      String id = UUID.randomUUID().toString();
      items.add(put(table, toItem(member, sequence, id, event, now)));
    }
    events.stream()
        .filter(event -> event.actor().isOperator() && event.type() != EventType.IMPORTED)
        // What an act led to is told by further events, but recorded once.
        .findFirst()
        .ifPresent(
            act ->
                items.add(
                    put(
                        table,
                        toAudit(
                            act.type().text(),
                            act.actor(),
                            Map.of("memberId", string(member)),
                            now))));
    return items;
  }

  /** What an operator did, as an item of its own. */
  public static Map<String, AttributeValue> toAudit(
      String act, Actor operator, Map<String, AttributeValue> details, Instant now) {
    String day = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
    Map<String, AttributeValue> item =
        new HashMap<>(Attributes.key(AUDIT + day, TIME.format(now) + "#" + UUID.randomUUID()));
    item.putAll(details);
    item.put("act", string(act));
    item.put("principal", string(operator.principal()));
    operator.reason().ifPresent(reason -> item.put("reason", string(reason)));
    item.put(TTL, seconds(now.plus(AUDIT_KEPT_FOR)));
    return item;
  }

  /**
   * Whether that item's event was written, or offered to the stream again, before that.
   *
   * @throws IllegalStateException if it is no event's
   */
  public static boolean isOverdue(Map<String, AttributeValue> item, Instant before) {
    return millis(item, "createdAt").isBefore(before)
        && optionalNumber(item, RETRIED_AT).orElse(0L) < before.toEpochMilli();
  }

  /** Touches an event, if it is there, so that the stream brings it again. */
  public static TransactWriteItem touch(
      DynamoTable table, Map<String, AttributeValue> item, Instant now) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table.name())
                .key(Attributes.key(string(item, "pk"), string(item, "sk")))
                .updateExpression("SET " + RETRIED_AT + " = :now")
                .conditionExpression("id = :id")
                .expressionAttributeValues(
                    Map.of(":now", millis(now), ":id", string(string(item, "id"))))
                .build())
        .build();
  }

  /** The key of a member's event. */
  public static Map<String, AttributeValue> key(String member, long sequence) {
    return Attributes.key(MEMBER + member, EVENT + String.format(Locale.ROOT, "%019d", sequence));
  }

  private static TransactWriteItem put(DynamoTable table, Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(Put.builder().tableName(table.name()).item(item).build())
        .build();
  }

  private static Map<String, AttributeValue> toItem(
      String member, long sequence, String id, MemberEvent event, Instant now) {
    Map<String, AttributeValue> item = new HashMap<>(key(member, sequence));
    item.put("id", string(id));
    item.put("type", string(event.type().text()));
    item.put("event", string(toJson(member, sequence, id, event, now)));
    item.put("createdAt", millis(now));
    item.put(TTL, seconds(now.plus(KEPT_FOR)));
    return item;
  }

  private static String toJson(
      String member, long sequence, String id, MemberEvent event, Instant now) {
    Map<String, Object> actor = new LinkedHashMap<>();
    actor.put("type", event.actor().kind().text());
    if (event.actor().isOperator()) {
      actor.put("principal", event.actor().principal());
    }
    event.actor().reason().ifPresent(reason -> actor.put("reason", reason));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("id", id);
    json.put("type", event.type().text());
    json.put("time", TIME.format(now));
    json.put("memberId", member);
    json.put("sequence", sequence);
    json.put("actor", actor);
    json.put("data", event.data());
    return Json.write(json);
  }
}
