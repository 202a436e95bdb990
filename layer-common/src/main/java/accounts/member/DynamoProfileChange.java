package accounts.member;

import static accounts.store.Attributes.number;
import static accounts.store.Attributes.string;

import accounts.event.DynamoEvents;
import accounts.event.MemberEvent;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * A change of a profile and the events that tell of it. It holds only if the profile has the
 * version that it was planned on, and moves the version on by one with each event, which gets that
 * number. Of one use.
 */
public final class DynamoProfileChange {
  private final MemberId member;
  private final long version;
  private final List<String> sets = new ArrayList<>();
  private final List<String> removes = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, AttributeValue> values = new HashMap<>();
  private final List<MemberEvent> events = new ArrayList<>();

  private DynamoProfileChange(MemberId member, long version) {
    this.member = member;
    this.version = version;
    names.put("#version", "version");
    values.put(":version", number(version));
    conditions.add("#version = :version");
  }

  /** A change of the member as read. */
  public static DynamoProfileChange of(Member member) {
    return new DynamoProfileChange(member.id(), member.version());
  }

  /** A change of the profile with that version, whatever else it is. */
  public static DynamoProfileChange of(MemberId member, long version) {
    return new DynamoProfileChange(member, version);
  }

  /** A change of the member who has to have that password, email and status still. */
  public static DynamoProfileChange ofSame(Member member) {
    // A renewed hash does not move the version, and an earlier release of this software, which may
    // still run beside this one while it is deployed, did not with some other changes.
    return of(member)
        .require("passwordHash", string(member.passwordHash().value()))
        .require("email", string(member.email().address()))
        .require("status", string(member.status().name()));
  }

  /** Has the attribute be that. */
  public DynamoProfileChange require(String attribute, AttributeValue value) {
    names.put("#" + attribute, attribute);
    values.put(":was_" + attribute, value);
    conditions.add("#" + attribute + " = :was_" + attribute);
    return this;
  }

  /** Has the attribute, a number, be greater than that. */
  DynamoProfileChange requireLater(String attribute, AttributeValue value) {
    names.put("#" + attribute, attribute);
    values.put(":least_" + attribute, value);
    conditions.add("#" + attribute + " > :least_" + attribute);
    return this;
  }

  public DynamoProfileChange set(String attribute, AttributeValue value) {
    names.put("#" + attribute, attribute);
    values.put(":" + attribute, value);
    sets.add("#" + attribute + " = :" + attribute);
    return this;
  }

  public DynamoProfileChange remove(String... attributes) {
    for (String attribute : attributes) {
      names.put("#" + attribute, attribute);
      removes.add("#" + attribute);
    }
    return this;
  }

  /** Forgets failed logins. */
  public DynamoProfileChange forgetFailures() {
    return remove(
        DynamoMemberItems.FAILURES, DynamoMemberItems.FAILED_AT, DynamoMemberItems.LOCKED_UNTIL);
  }

  /** Lets an event tell of the change. */
  public DynamoProfileChange tell(MemberEvent event) {
    events.add(event);
    return this;
  }

  /** The change: the item of a transaction that fails if the profile is not as it was read. */
  public TransactWriteItem toUpdate(DynamoTable table) {
    Map<String, AttributeValue> all = new HashMap<>(values);
    all.put(":next", Attributes.number(version + events.size()));
    List<String> set = new ArrayList<>(sets);
    set.add("#version = :next");
    String expression = "SET " + String.join(", ", set);
    if (!removes.isEmpty()) {
      expression += " REMOVE " + String.join(", ", removes);
    }
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table.name())
                .key(DynamoMemberItems.profileKey(member))
                .updateExpression(expression)
                .conditionExpression(String.join(" AND ", conditions))
                .expressionAttributeNames(names)
                .expressionAttributeValues(all)
                .build())
        .build();
  }

  /** The profile's deletion under the same conditions. */
  public TransactWriteItem toDelete(DynamoTable table) {
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(table.name())
                .key(DynamoMemberItems.profileKey(member))
                .conditionExpression(String.join(" AND ", conditions))
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build())
        .build();
  }

  /** The events, for the same transaction. */
  public List<TransactWriteItem> toEvents(DynamoTable table, Clock clock) {
    return DynamoEvents.toTransactItems(table, member.value(), version, events, clock);
  }

  /** The update, what belongs to it, and the events, in this order. */
  public List<TransactWriteItem> toTransactItems(
      DynamoTable table, List<TransactWriteItem> others, Clock clock) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(toUpdate(table));
    items.addAll(others);
    items.addAll(toEvents(table, clock));
    return items;
  }
}
