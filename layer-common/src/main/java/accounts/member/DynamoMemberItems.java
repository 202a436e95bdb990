package accounts.member;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.key;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.language.Language;
import accounts.password.PasswordHash;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The items of a member: their keys, and how guards are written. All that is stored about a member
 * but the guards is in one partition.
 */
public final class DynamoMemberItems {
  /** The sort key of a profile. */
  public static final String PROFILE = "PROFILE";

  /** How the partition of a member begins; the id follows. */
  public static final String MEMBER = "MEMBER#";

  /** How the partition of an email address' guard begins. */
  public static final String EMAIL = "EMAIL#";

  /** How the partition of a nickname's guard begins. */
  public static final String NICKNAME = "NICKNAME#";

  /** How the partition of an email that no member has begins; a digest of it follows. */
  public static final String STRANGER = "STRANGER#";

  /** The sort key of a guard. */
  public static final String GUARD = "GUARD";

  static final String FAILURES = "failures";
  static final String FAILED_AT = "failedAt";
  static final String LOCKED_UNTIL = "lockedUntil";
  static final String LOCK_TOLD_AT = "lockToldAt";

  /** Marks the guard of a nickname that no member has, though a sign-up was answered as if. */
  public static final String HELD = "held";

  /** A guard that is not there, or has expired. */
  static final String FREE = "attribute_not_exists(pk) OR #ttl <= :now";

  private static final String OURS =
      "memberId = :id AND (attribute_not_exists(#ttl) OR #ttl > :now)";
  private static final String ABSENT_OR_OURS = "attribute_not_exists(pk) OR memberId = :id";

  /** Free, or the member's own. */
  static final String FREE_OR_OURS = FREE + " OR memberId = :id";

  private static final Map<String, String> TTL_NAME = Map.of("#ttl", TTL);

  private DynamoMemberItems() {}

  /** The partition of a member. */
  public static String partition(MemberId id) {
    return MEMBER + id.value();
  }

  public static Map<String, AttributeValue> profileKey(MemberId id) {
    return key(partition(id), PROFILE);
  }

  public static Map<String, AttributeValue> guardKey(Email email) {
    return key(EMAIL + email.key(), GUARD);
  }

  public static Map<String, AttributeValue> guardKey(Nickname nickname) {
    return key(NICKNAME + nickname.key(), GUARD);
  }

  /** Takes a guard for good that nobody else has. */
  public static TransactWriteItem takeGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id, Instant now) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table.name())
                .item(guard(key, id, Optional.empty()))
                .conditionExpression(FREE_OR_OURS)
                .expressionAttributeNames(TTL_NAME)
                .expressionAttributeValues(Map.of(":now", seconds(now), ":id", string(id.value())))
                .build())
        .build();
  }

  /** Keeps a guard of the member's own for good. */
  public static TransactWriteItem keepGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id, Instant now) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table.name())
                .key(key)
                .updateExpression("REMOVE #ttl")
                .conditionExpression(OURS)
                .expressionAttributeNames(TTL_NAME)
                .expressionAttributeValues(Map.of(":id", string(id.value()), ":now", seconds(now)))
                .build())
        .build();
  }

  /** Checks that {@link #takeGuard} could. */
  public static TransactWriteItem checkGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id, Instant now) {
    return TransactWriteItem.builder()
        .conditionCheck(
            ConditionCheck.builder()
                .tableName(table.name())
                .key(key)
                .conditionExpression(FREE_OR_OURS)
                .expressionAttributeNames(TTL_NAME)
                .expressionAttributeValues(Map.of(":now", seconds(now), ":id", string(id.value())))
                .build())
        .build();
  }

  /** Writes a guard as it is, if it is the member's. */
  static TransactWriteItem touchGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id, Instant now) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table.name())
                .key(key)
                .updateExpression("SET memberId = :id")
                .conditionExpression(OURS)
                .expressionAttributeNames(TTL_NAME)
                .expressionAttributeValues(Map.of(":id", string(id.value()), ":now", seconds(now)))
                .build())
        .build();
  }

  /** Keeps a guard of the member's own until then; afterwards it is free. */
  public static TransactWriteItem reserveGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id, Instant until) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table.name())
                .item(guard(key, id, Optional.of(until)))
                .conditionExpression(ABSENT_OR_OURS)
                .expressionAttributeValues(Map.of(":id", string(id.value())))
                .build())
        .build();
  }

  /** Gives a guard up, if it is (still) the member's. */
  public static TransactWriteItem releaseGuard(
      DynamoTable table, Map<String, AttributeValue> key, MemberId id) {
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(table.name())
                .key(key)
                .conditionExpression(ABSENT_OR_OURS)
                .expressionAttributeValues(Map.of(":id", string(id.value())))
                .build())
        .build();
  }

  /**
   * A guard.
   *
   * @param expiresAt nothing: it is for good
   */
  public static Map<String, AttributeValue> guard(
      Map<String, AttributeValue> key, MemberId id, Optional<Instant> expiresAt) {
    Map<String, AttributeValue> item = new HashMap<>(key);
    item.put("memberId", string(id.value()));
    expiresAt.ifPresent(t -> item.put(TTL, seconds(t)));
    return item;
  }

  /** The profile of a member. */
  static Map<String, AttributeValue> toItem(Member member, long version) {
    Map<String, AttributeValue> item = new HashMap<>(profileKey(member.id()));
    item.put("email", string(member.email().address()));
    item.put("nickname", string(member.nickname().text()));
    item.put("passwordHash", string(member.passwordHash().value()));
    item.put("status", string(member.status().name()));
    item.put("language", string(member.language().tag()));
    item.put("createdAt", millis(member.createdAt()));
    // Moves on with every event, so also with all that is begun below the profile: whoever ends it
    // misses nothing.
    item.put("version", Attributes.number(version));
    member.expiresAt().ifPresent(t -> item.put(TTL, seconds(t)));
    member.suppression().ifPresent(suppression -> put(item, suppression));
    member.lock().ifPresent(lock -> put(item, lock));
    member.lockToldAt().ifPresent(at -> item.put(LOCK_TOLD_AT, millis(at)));
    return item;
  }

  private static void put(Map<String, AttributeValue> item, LoginLock lock) {
    item.put(FAILURES, Attributes.number(lock.failures()));
    item.put(FAILED_AT, millis(lock.failedAt()));
    lock.lockedUntil().ifPresent(until -> item.put(LOCKED_UNTIL, millis(until)));
  }

  private static void put(Map<String, AttributeValue> item, Suppression suppression) {
    item.put("suppressedFor", string(suppression.reason().name()));
    item.put("suppressedAt", millis(suppression.at()));
    item.put("suppressedType", string(suppression.type()));
  }

  /** The member whose profile that is. */
  public static Member toMember(Map<String, AttributeValue> item) {
    return new Member(
        new MemberId(string(item, "pk").substring(MEMBER.length())),
        new Email(string(item, "email")),
        new Nickname(string(item, "nickname")),
        new PasswordHash(string(item, "passwordHash")),
        MemberStatus.valueOf(string(item, "status")),
        Attributes.optionalString(item, "language")
            .flatMap(Language::ofTag)
            .orElse(Language.ENGLISH),
        Instant.ofEpochMilli(number(item, "createdAt")),
        optionalNumber(item, TTL).map(Instant::ofEpochSecond),
        Attributes.optionalString(item, "suppressedFor").map(reason -> toSuppression(item, reason)),
        toLock(item),
        optionalNumber(item, LOCK_TOLD_AT).map(Instant::ofEpochMilli),
        number(item, "version"));
  }

  /** The failed logins that the item tells of. */
  static Optional<LoginLock> toLock(Map<String, AttributeValue> item) {
    return optionalNumber(item, FAILURES).map(failures -> toLock(item, failures));
  }

  private static LoginLock toLock(Map<String, AttributeValue> item, long failures) {
    return new LoginLock(
        Math.toIntExact(failures),
        millis(item, FAILED_AT),
        optionalNumber(item, LOCKED_UNTIL).map(Instant::ofEpochMilli));
  }

  private static Suppression toSuppression(Map<String, AttributeValue> item, String reason) {
    return new Suppression(
        Suppression.Reason.valueOf(reason),
        Instant.ofEpochMilli(optionalNumber(item, "suppressedAt").orElse(0L)),
        Attributes.optionalString(item, "suppressedType").orElse(""));
  }
}
