package accounts.bus;

import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.string;

import accounts.event.DynamoEvents;
import accounts.member.MemberId;
import accounts.store.DynamoTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Events as items of the member's partition, sorted by their sequence. One past its {@code ttl}
 * that DynamoDB has not deleted yet is still there to be published.
 */
public final class DynamoEventOutbox implements EventOutbox {
  private static final String MEMBER = "MEMBER#";

  private final DynamoTable table;

  public DynamoEventOutbox(DynamoTable table) {
    this.table = table;
  }

  /** The member whose event's item has that key, if it is one's. */
  public static Optional<MemberId> memberOf(String pk, String sk) {
    return pk.startsWith(MEMBER) && sk.startsWith(DynamoEvents.EVENT)
        ? MemberId.parse(pk.substring(MEMBER.length()))
        : Optional.empty();
  }

  @Override
  public List<PendingEvent> pending(MemberId member) {
    return table.query(MEMBER + member, DynamoEvents.EVENT).stream()
        .map(item -> toEvent(member, item))
        .toList();
  }

  @Override
  public void remove(PendingEvent event) {
    table.delete(DynamoEvents.key(event.member().value(), event.sequence()));
  }

  private static PendingEvent toEvent(MemberId member, Map<String, AttributeValue> item) {
    return new PendingEvent(
        member,
        Long.parseLong(string(item, "sk").substring(DynamoEvents.EVENT.length())),
        string(item, "id"),
        string(item, "type"),
        millis(item, "createdAt"),
        string(item, "event"));
  }
}
