package accounts.session;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.optionalString;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.event.Actor;
import accounts.event.MemberEvent;
import accounts.event.SessionsEnded;
import accounts.member.DynamoMemberItems;
import accounts.member.DynamoProfileChange;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
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
  public boolean create(Session session, Member member) {
    Optional<Member> current = Optional.of(member);
    for (int attempt = 1; current.isPresent(); attempt++) {
      int failed = Transaction.run(table, beginning(session, current.get()));
      if (failed == Transaction.DONE) {
        return true;
      }
      if (failed == 1) {
        throw new IllegalStateException("A new session's id was there already");
      }
      Transaction.pauseBeforeNext(attempt);
      current =
          table
              .get(DynamoMemberItems.profileKey(session.member()))
              .map(DynamoMemberItems::toMember)
              .filter(m -> m.status() == MemberStatus.ACTIVE)
              .filter(m -> m.passwordHash().equals(member.passwordHash()))
              .filter(m -> m.lock().flatMap(lock -> lock.lockedFor(clock.instant())).isEmpty());
    }
    return false;
  }

  /** The version lets who ends all sessions see that there is one more. */
  private List<TransactWriteItem> beginning(Session session, Member member) {
    DynamoProfileChange change =
        DynamoProfileChange.of(member)
            .require("status", string(MemberStatus.ACTIVE.name()))
            .require("passwordHash", string(member.passwordHash().value()))
            .forgetFailures()
            .tell(MemberEvent.login(session.id().value(), session.address(), session.userAgent()));
    Put item =
        Put.builder()
            .tableName(table.name())
            .item(toItem(session))
            .conditionExpression("attribute_not_exists(pk)")
            .build();
    return change.toTransactItems(
        table, List.of(TransactWriteItem.builder().put(item).build()), clock);
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
  public boolean end(MemberId member, SessionId id, SessionsEnded reason) {
    TransactWriteItem ended =
        TransactWriteItem.builder()
            .delete(
                Delete.builder()
                    .tableName(table.name())
                    .key(key(member, id))
                    .conditionExpression("#ttl > :now")
                    .expressionAttributeNames(Map.of("#ttl", TTL))
                    .expressionAttributeValues(Map.of(":now", seconds(clock.instant())))
                    .build())
            .build();
    for (int attempt = 1; ; attempt++) {
      Optional<Map<String, AttributeValue>> profile =
          table.get(DynamoMemberItems.profileKey(member));
      if (profile.isEmpty()) {
        // One that its member left behind. It ends all the same.
        return Transaction.run(table, List.of(ended)) == Transaction.DONE;
      }
      DynamoProfileChange change = DynamoProfileChange.of(member, number(profile.get(), "version"));
      if (reason == SessionsEnded.TOKEN_REUSED) {
        change.tell(MemberEvent.tokenReuseDetected(id.value()));
      }
      Actor actor = reason == SessionsEnded.TOKEN_REUSED ? Actor.unknown() : Actor.member();
      change.tell(MemberEvent.sessionEnded(reason, id.value(), actor));
      int failed = Transaction.run(table, change.toTransactItems(table, List.of(ended), clock));
      if (failed == Transaction.DONE || failed == 1) {
        return failed == Transaction.DONE;
      }
      Transaction.pauseBeforeNext(attempt);
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

  /** The session whose item that is. */
  public static Session toSession(Map<String, AttributeValue> item) {
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
