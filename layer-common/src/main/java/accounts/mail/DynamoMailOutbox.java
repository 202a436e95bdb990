package accounts.mail;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.optionalString;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.language.Language;
import accounts.store.Attributes;
import accounts.store.DynamoDecoys;
import accounts.store.DynamoTable;
import accounts.store.Position;
import accounts.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Mails as items beside their member's profile. They are deleted a day after they were written. */
public final class DynamoMailOutbox implements MailOutbox {
  private static final Duration KEPT_FOR = Duration.ofDays(1);
  private static final String MEMBER = "MEMBER#";

  /** How the sort key of a mail begins. */
  public static final String MAIL = "MAIL#";

  private static final AttributeValue WAITING = string(MailState.WAITING.name());
  private static final AttributeValue SENDING = string(MailState.SENDING.name());

  private static final String CLAIMED = "#state = :sending AND claimedBy = :claimant";

  private final DynamoTable table;
  private final Clock clock;
  private final Optional<Integer> pageSize;

  public DynamoMailOutbox(DynamoTable table, Clock clock) {
    this(table, clock, Optional.empty());
  }

  /**
   * @param pageSize how many items a page of {@link #unsent} looks at; by default as many as
   *     DynamoDB likes, which is 1 MB
   */
  DynamoMailOutbox(DynamoTable table, Clock clock, Optional<Integer> pageSize) {
    this.table = table;
    this.clock = clock;
    this.pageSize = pageSize;
  }

  /** The mail as part of the transaction that it belongs to. */
  public static TransactWriteItem toTransactItem(DynamoTable table, OutboxMail mail) {
    return TransactWriteItem.builder()
        .put(Put.builder().tableName(table.name()).item(toItem(mail)).build())
        .build();
  }

  /** The id of the mail whose item has that key, if it is one's. */
  public static Optional<MailId> idOf(String pk, String sk) {
    return pk.startsWith(MEMBER) && sk.startsWith(MAIL)
        ? Optional.of(new MailId(pk.substring(MEMBER.length()), sk.substring(MAIL.length())))
        : Optional.empty();
  }

  /**
   * What that item's mail is for.
   *
   * @throws IllegalStateException if it is no mail's
   * @throws IllegalArgumentException if there is no such kind
   */
  public static MailKind kindOf(Map<String, AttributeValue> item) {
    return MailKind.valueOf(string(item, "kind"));
  }

  /**
   * Whether that item's mail is of use still and nobody is at it, though it was written, or put
   * into the outbox once more, before that: {@link #unsent} finds it, too.
   *
   * @throws IllegalStateException if it is no mail's
   * @throws IllegalArgumentException if there is no such kind or state
   */
  public static boolean isOverdue(
      Map<String, AttributeValue> item, Instant writtenBefore, Instant now) {
    MailState state = MailState.valueOf(string(item, "state"));
    boolean unclaimed =
        state == MailState.WAITING
            || (state == MailState.SENDING && !millis(item, "claimedUntil").isAfter(now));
    return unclaimed
        && millis(item, "createdAt").isBefore(writtenBefore)
        && optionalNumber(item, "queuedAt").orElse(0L) < writtenBefore.toEpochMilli()
        && now.isBefore(millis(item, "createdAt").plus(kindOf(item).useful()));
  }

  @Override
  public void add(OutboxMail mail) {
    table.create(toItem(mail));
  }

  @Override
  public void pretendAdd(OutboxMail mail) {
    table.create(DynamoDecoys.of(toItem(mail), clock));
  }

  @Override
  public ClaimResult claim(MailId id, String claimant, Duration lease) {
    Instant now = clock.instant();
    try {
      Map<String, AttributeValue> item =
          table
              .update(
                  UpdateItemRequest.builder()
                      .key(key(id))
                      .updateExpression(
                          "SET #state = :sending, claimedUntil = :until, claimedBy = :claimant")
                      .conditionExpression(
                          "#state = :waiting OR (#state = :sending"
                              + " AND (claimedUntil <= :now OR claimedBy = :claimant))")
                      .expressionAttributeNames(Map.of("#state", "state"))
                      .expressionAttributeValues(
                          Map.of(
                              ":waiting", WAITING,
                              ":sending", SENDING,
                              ":claimant", string(claimant),
                              ":until", millis(now.plus(lease)),
                              ":now", millis(now)))
                      .returnValues(ReturnValue.ALL_NEW)
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD))
              .attributes();
      return new ClaimResult(Claim.CLAIMED, Optional.of(toMail(item)));
    } catch (ConditionalCheckFailedException e) {
      boolean sending = e.hasItem() && SENDING.equals(e.item().get("state"));
      return new ClaimResult(sending ? Claim.BUSY : Claim.DONE, Optional.empty());
    }
  }

  @Override
  public void sent(OutboxMail mail) {
    finish(mail, MailState.SENT, "");
  }

  @Override
  public void reject(OutboxMail mail, String reason) {
    finish(mail, MailState.REJECTED, reason);
  }

  @Override
  public void suppress(OutboxMail mail) {
    finish(mail, MailState.SUPPRESSED, "");
  }

  @Override
  public void expire(OutboxMail mail) {
    finish(mail, MailState.EXPIRED, "");
  }

  @Override
  public List<OutboxEntry> ofMember(String member) {
    long now = clock.instant().getEpochSecond();
    return table.query(MEMBER + member, MAIL).stream()
        .filter(item -> number(item, TTL) > now)
        .map(DynamoMailOutbox::toEntry)
        .sorted(Comparator.comparing(OutboxEntry::createdAt))
        .toList();
  }

  @Override
  public Page unsent(Instant writtenBefore, Optional<String> from) {
    Instant now = clock.instant();
    ScanRequest.Builder request =
        ScanRequest.builder()
            .projectionExpression("pk, sk")
            .filterExpression(
                "begins_with(sk, :mail) AND createdAt < :before AND #ttl > :nowSeconds"
                    + " AND (attribute_not_exists(queuedAt) OR queuedAt < :before)"
                    + " AND (#state = :waiting OR (#state = :sending AND claimedUntil <= :now))")
            .expressionAttributeNames(Map.of("#state", "state", "#ttl", TTL))
            .expressionAttributeValues(
                Map.of(
                    ":mail", string(MAIL),
                    ":before", millis(writtenBefore),
                    ":nowSeconds", seconds(now),
                    ":now", millis(now),
                    ":waiting", WAITING,
                    ":sending", SENDING));
    pageSize.ifPresent(request::limit);
    from.ifPresent(position -> request.exclusiveStartKey(Position.toKey(position)));
    ScanResponse response = table.scan(request);
    List<MailId> ids = response.items().stream().map(DynamoMailOutbox::toId).toList();
    return new Page(
        ids,
        response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty()
            ? Optional.of(Position.of(response.lastEvaluatedKey()))
            : Optional.empty());
  }

  @Override
  public boolean requeue(OutboxMail mail, String claimant) {
    Map<String, AttributeValue> again = toItem(mail.withNewId());
    // As old as it was, but not to be found again by who is going through the mails just now.
    again.put("queuedAt", millis(clock.instant()));
    List<TransactWriteItem> items =
        List.of(
            mail.kind().isForgotten()
                ? deleteClaimed(mail.id(), claimant)
                : markRequeued(mail.id(), claimant),
            TransactWriteItem.builder()
                .put(Put.builder().tableName(table.name()).item(again).build())
                .build());
    return Transaction.run(table, items) == Transaction.DONE;
  }

  private TransactWriteItem markRequeued(MailId id, String claimant) {
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table.name())
                .key(key(id))
                .updateExpression(
                    "SET #state = :requeued, finishedAt = :now"
                        + " REMOVE #parameters, claimedUntil, claimedBy")
                .conditionExpression(CLAIMED)
                .expressionAttributeNames(Map.of("#state", "state", "#parameters", "parameters"))
                .expressionAttributeValues(
                    Map.of(
                        ":requeued", string(MailState.REQUEUED.name()),
                        ":sending", SENDING,
                        ":claimant", string(claimant),
                        ":now", millis(clock.instant())))
                .build())
        .build();
  }

  private TransactWriteItem deleteClaimed(MailId id, String claimant) {
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(table.name())
                .key(key(id))
                .conditionExpression(CLAIMED)
                .expressionAttributeNames(Map.of("#state", "state"))
                .expressionAttributeValues(
                    Map.of(":sending", SENDING, ":claimant", string(claimant)))
                .build())
        .build();
  }

  private void finish(OutboxMail mail, MailState state, String reason) {
    if (mail.kind().isForgotten()) {
      table.delete(key(mail.id()));
      return;
    }
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":state", string(state.name()));
    values.put(":now", millis(clock.instant()));
    String set = "SET #state = :state, finishedAt = :now";
    if (!reason.isEmpty()) {
      values.put(":reason", string(reason));
      set += ", reason = :reason";
    }
    update(
        UpdateItemRequest.builder()
            .key(key(mail.id()))
            .updateExpression(set + " REMOVE #parameters, claimedUntil, claimedBy")
            .conditionExpression("attribute_exists(pk)")
            .expressionAttributeNames(Map.of("#state", "state", "#parameters", "parameters"))
            .expressionAttributeValues(values));
  }

  @Override
  public void release(MailId id) {
    update(
        UpdateItemRequest.builder()
            .key(key(id))
            .updateExpression("SET #state = :waiting REMOVE claimedUntil, claimedBy")
            .conditionExpression("#state = :sending")
            .expressionAttributeNames(Map.of("#state", "state"))
            .expressionAttributeValues(Map.of(":waiting", WAITING, ":sending", SENDING)));
  }

  private void update(UpdateItemRequest.Builder request) {
    try {
      table.update(request);
    } catch (ConditionalCheckFailedException e) {
      // The mail is gone: its member was deleted, or it has expired.
    }
  }

  private static Map<String, AttributeValue> key(MailId id) {
    return Attributes.key(MEMBER + id.member(), MAIL + id.value());
  }

  private static MailId toId(Map<String, AttributeValue> item) {
    return idOf(string(item, "pk"), string(item, "sk")).orElseThrow();
  }

  private static Map<String, AttributeValue> toItem(OutboxMail mail) {
    Map<String, AttributeValue> item = new HashMap<>(key(mail.id()));
    item.put("kind", string(mail.kind().name()));
    item.put("to", string(mail.to()));
    item.put("language", string(mail.language().tag()));
    item.put(
        "parameters",
        AttributeValue.fromM(
            mail.parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> string(e.getValue())))));
    item.put("state", WAITING);
    item.put("createdAt", millis(mail.createdAt()));
    item.put(TTL, seconds(mail.createdAt().plus(KEPT_FOR)));
    return item;
  }

  private static OutboxMail toMail(Map<String, AttributeValue> item) {
    Map<String, String> parameters =
        item.getOrDefault("parameters", AttributeValue.fromM(Map.of())).m().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().s()));
    return new OutboxMail(
        toId(item),
        MailKind.valueOf(string(item, "kind")),
        string(item, "to"),
        toLanguage(item),
        parameters,
        Instant.ofEpochMilli(optionalNumber(item, "createdAt").orElse(0L)));
  }

  private static OutboxEntry toEntry(Map<String, AttributeValue> item) {
    return new OutboxEntry(
        toId(item),
        MailKind.valueOf(string(item, "kind")),
        string(item, "to"),
        toLanguage(item),
        MailState.valueOf(string(item, "state")),
        millis(item, "createdAt"));
  }

  private static Language toLanguage(Map<String, AttributeValue> item) {
    return optionalString(item, "language").flatMap(Language::ofTag).orElse(Language.ENGLISH);
  }
}
