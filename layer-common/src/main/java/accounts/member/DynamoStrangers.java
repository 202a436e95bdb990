package accounts.member;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.seconds;

import accounts.crypto.Sha256;
import accounts.event.DynamoEvents;
import accounts.event.MemberEvent;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.OutboxMail;
import accounts.store.Attributes;
import accounts.store.DynamoDecoys;
import accounts.store.DynamoTable;
import accounts.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Failed logins with emails that no member has, on the same curve and by the same calls as a
 * member's, with decoys in place of events and mails. An item per email, by a digest of it.
 */
final class DynamoStrangers {
  private static final String SORT_KEY = "LOGIN";

  private static final String VERSION = "version";

  private final DynamoTable table;
  private final Clock clock;

  DynamoStrangers(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  Stranger find(Email email) {
    return table
        .get(key(email))
        .map(
            item ->
                new Stranger(
                    email,
                    DynamoMemberItems.toLock(item),
                    optionalNumber(item, DynamoMemberItems.LOCK_TOLD_AT).map(Instant::ofEpochMilli),
                    number(item, VERSION)))
        .orElseGet(() -> Stranger.unknown(email));
  }

  Optional<LoginLock> recordFailedLogin(Stranger asRead, OutboxMail notice) {
    Stranger stranger = asRead;
    for (int attempt = 1; ; attempt++) {
      Instant now = clock.instant();
      if (stranger.lock().flatMap(lock -> lock.lockedFor(now)).isPresent()) {
        return Optional.empty();
      }
      LoginLock lock = LoginLock.afterFailure(stranger.lock(), now);
      if (Transaction.run(table, failedLogin(stranger, lock, notice)) == Transaction.DONE) {
        return Optional.of(lock);
      }
      Transaction.pauseBeforeNext(attempt);
      stranger = find(asRead.email());
    }
  }

  private List<TransactWriteItem> failedLogin(
      Stranger stranger, LoginLock lock, OutboxMail notice) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":failures", Attributes.number(lock.failures()));
    values.put(":failedAt", millis(lock.failedAt()));
    values.put(":version", Attributes.number(stranger.version()));
    values.put(":next", Attributes.number(stranger.version() + 1));
    values.put(
        ":ttl",
        seconds(lock.lockedUntil().orElse(lock.failedAt()).plus(LoginLock.QUIET).plusSeconds(1)));
    String set = "failures = :failures, failedAt = :failedAt, #version = :next, #ttl = :ttl";
    List<MemberEvent> events = new ArrayList<>();
    events.add(MemberEvent.loginFailed(lock.failures()));
    String remove = "";
    if (lock.lockedUntil().isPresent()) {
      set += ", lockedUntil = :lockedUntil";
      values.put(":lockedUntil", millis(lock.lockedUntil().get()));
      events.add(MemberEvent.locked(lock.failures(), lock.lockedUntil().get()));
    } else {
      remove = " REMOVE lockedUntil";
    }
    List<TransactWriteItem> others = new ArrayList<>();
    if (lock.isToBeTold(stranger.lockToldAt())) {
      set += ", lockToldAt = :lockToldAt";
      values.put(":lockToldAt", millis(lock.failedAt()));
      others.add(DynamoMailOutbox.toTransactItem(table, notice));
    }
    others.addAll(DynamoEvents.toTransactItems(table, notice.id().member(), 0, events, clock));
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(
        TransactWriteItem.builder()
            .update(
                Update.builder()
                    .tableName(table.name())
                    .key(key(stranger.email()))
                    .updateExpression("SET " + set + remove)
                    .conditionExpression("attribute_not_exists(pk) OR #version = :version")
                    .expressionAttributeNames(Map.of("#version", VERSION, "#ttl", TTL))
                    .expressionAttributeValues(values)
                    .build())
            .build());
    items.addAll(DynamoDecoys.of(table, others, clock));
    return items;
  }

  private static Map<String, AttributeValue> key(Email email) {
    return Attributes.key(DynamoMemberItems.STRANGER + Sha256.hex(email.key()), SORT_KEY);
  }
}
