package accounts.session;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.optionalString;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.member.DynamoMemberItems;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.password.PasswordHash;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import accounts.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Sessions as items beside their member's profile. */
public final class DynamoSessionStore implements SessionStore {
  /** How the sort key of a session begins. */
  public static final String SESSION = "SESSION#";

  private static final String MEMBER = "MEMBER#";

  private final DynamoTable table;
  private final Clock clock;

  public DynamoSessionStore(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  @Override
  public boolean create(Session session, PasswordHash hash) {
    // The version lets who ends all sessions see that there is one more.
    Update profile =
        Update.builder()
            .tableName(table.name())
            .key(DynamoMemberItems.profileKey(session.member()))
            .updateExpression("ADD version :one")
            .conditionExpression("#status = :active AND passwordHash = :hash")
            .expressionAttributeNames(Map.of("#status", "status"))
            .expressionAttributeValues(
                Map.of(
                    ":one", Attributes.number(1),
                    ":active", string(MemberStatus.ACTIVE.name()),
                    ":hash", string(hash.value())))
            .build();
    Put item =
        Put.builder()
            .tableName(table.name())
            .item(toItem(session))
            .conditionExpression("attribute_not_exists(pk)")
            .build();
    int failed =
        Transaction.run(
            table,
            List.of(
                TransactWriteItem.builder().update(profile).build(),
                TransactWriteItem.builder().put(item).build()));
    if (failed == 1) {
      throw new IllegalStateException("A new session's id was there already");
    }
    return failed == Transaction.DONE;
  }

  @Override
  public Optional<Session> find(MemberId member, SessionId id) {
    return table.get(key(member, id)).map(DynamoSessionStore::toSession).filter(this::exists);
  }

  @Override
  public List<Session> ofMember(MemberId member) {
    return table.query(MEMBER + member.value(), SESSION).stream()
        .map(DynamoSessionStore::toSession)
        .filter(this::exists)
        .toList();
  }

  private boolean exists(Session session) {
    return clock.instant().isBefore(session.expiresAt());
  }

  @Override
  public Rotation rotate(MemberId member, SessionId id, long generation, Duration lifetime) {
    Instant now = clock.instant();
    try {
      Map<String, AttributeValue> item =
          table
              .update(
                  UpdateItemRequest.builder()
                      .key(key(member, id))
                      .updateExpression("SET generation = :next, rotatedAt = :now, #ttl = :expiry")
                      .conditionExpression("generation = :generation AND #ttl > :seconds")
                      .expressionAttributeNames(Map.of("#ttl", TTL))
                      .expressionAttributeValues(
                          Map.of(
                              ":generation", Attributes.number(generation),
                              ":next", Attributes.number(generation + 1),
                              ":now", millis(now),
                              ":seconds", seconds(now),
                              ":expiry", seconds(now.plus(lifetime))))
                      .returnValues(ReturnValue.ALL_NEW)
                      // Saves a read: what the condition failed on comes with the failure.
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD))
              .attributes();
      return new Rotation(true, Optional.of(toSession(item)));
    } catch (ConditionalCheckFailedException e) {
      if (!e.hasItem() || e.item().isEmpty()) {
        return new Rotation(false, Optional.empty());
      }
      Optional<Session> session = Optional.of(toSession(e.item()));
      return new Rotation(false, session.filter(s -> now.isBefore(s.expiresAt())));
    }
  }

  @Override
  public boolean end(MemberId member, SessionId id) {
    // A transaction, so that the SDK's repetition of a call whose answer was lost counts once, and
    // does not find the session gone that the call itself ended.
    Delete delete =
        Delete.builder()
            .tableName(table.name())
            .key(key(member, id))
            .conditionExpression("#ttl > :now")
            .expressionAttributeNames(Map.of("#ttl", TTL))
            .expressionAttributeValues(Map.of(":now", seconds(clock.instant())))
            .build();
    return Transaction.run(table, List.of(TransactWriteItem.builder().delete(delete).build()))
        == Transaction.DONE;
  }

  @Override
  public void endAll(MemberId member) {
    List<TransactWriteItem> deletes =
        table.query(MEMBER + member.value(), SESSION).stream()
            .map(item -> Transaction.delete(table, item))
            .toList();
    for (int i = 0; i < deletes.size(); i += Transaction.MOST_ITEMS) {
      Transaction.run(
          table, deletes.subList(i, Math.min(deletes.size(), i + Transaction.MOST_ITEMS)));
    }
  }

  private static Map<String, AttributeValue> key(MemberId member, SessionId id) {
    return Attributes.key(MEMBER + member.value(), SESSION + id.value());
  }

  private static Map<String, AttributeValue> toItem(Session session) {
    Map<String, AttributeValue> item = new HashMap<>(key(session.member(), session.id()));
    item.put("generation", Attributes.number(session.generation()));
    item.put("createdAt", millis(session.createdAt()));
    item.put("rotatedAt", millis(session.rotatedAt()));
    item.put(TTL, seconds(session.expiresAt()));
    item.put("userAgent", string(session.userAgent()));
    item.put("address", string(session.address()));
    return item;
  }

  private static Session toSession(Map<String, AttributeValue> item) {
    return new Session(
        new SessionId(string(item, "sk").substring(SESSION.length())),
        new MemberId(string(item, "pk").substring(MEMBER.length())),
        number(item, "generation"),
        millis(item, "createdAt"),
        millis(item, "rotatedAt"),
        Instant.ofEpochSecond(number(item, TTL)),
        optionalString(item, "userAgent").orElse(""),
        optionalString(item, "address").orElse(""));
  }
}
