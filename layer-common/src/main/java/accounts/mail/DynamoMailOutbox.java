package accounts.mail;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.optionalString;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.language.Language;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Mails as items of the table. They are deleted a day after they were written. */
public final class DynamoMailOutbox implements MailOutbox {
  private static final Duration KEPT_FOR = Duration.ofDays(1);
  private static final String PREFIX = "MAIL#";
  private static final String WAITING = "WAITING";
  private static final String SENDING = "SENDING";

  private final DynamoTable table;
  private final Clock clock;

  public DynamoMailOutbox(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  /** The mail as part of the transaction that it belongs to. */
  public static TransactWriteItem toTransactItem(DynamoTable table, OutboxMail mail) {
    return TransactWriteItem.builder()
        .put(Put.builder().tableName(table.name()).item(toItem(mail)).build())
        .build();
  }

  /** The id of the mail whose item has that partition key, if it is one's. */
  public static Optional<String> idOf(String pk) {
    return pk.startsWith(PREFIX) ? Optional.of(pk.substring(PREFIX.length())) : Optional.empty();
  }

  @Override
  public void add(OutboxMail mail) {
    table.create(toItem(mail));
  }

  @Override
  public ClaimResult claim(String id, String claimant, Duration lease) {
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
                              ":waiting", string(WAITING),
                              ":sending", string(SENDING),
                              ":claimant", string(claimant),
                              ":until", millis(now.plus(lease)),
                              ":now", millis(now)))
                      .returnValues(ReturnValue.ALL_NEW)
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD))
              .attributes();
      return new ClaimResult(Claim.CLAIMED, Optional.of(toMail(item)));
    } catch (ConditionalCheckFailedException e) {
      boolean sending = e.hasItem() && SENDING.equals(string(e.item(), "state"));
      return new ClaimResult(sending ? Claim.BUSY : Claim.DONE, Optional.empty());
    }
  }

  @Override
  public void sent(String id) {
    finish(id, "SENT", "");
  }

  @Override
  public void reject(String id, String reason) {
    finish(id, "REJECTED", reason);
  }

  private void finish(String id, String state, String reason) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":state", string(state));
    values.put(":now", millis(clock.instant()));
    String set = "SET #state = :state, finishedAt = :now";
    if (!reason.isEmpty()) {
      values.put(":reason", string(reason));
      set += ", reason = :reason";
    }
    update(
        UpdateItemRequest.builder()
            .key(key(id))
            .updateExpression(set + " REMOVE #parameters, claimedUntil, claimedBy")
            .conditionExpression("attribute_exists(pk)")
            .expressionAttributeNames(Map.of("#state", "state", "#parameters", "parameters"))
            .expressionAttributeValues(values));
  }

  @Override
  public void release(String id) {
    update(
        UpdateItemRequest.builder()
            .key(key(id))
            .updateExpression("SET #state = :waiting REMOVE claimedUntil, claimedBy")
            .conditionExpression("#state = :sending")
            .expressionAttributeNames(Map.of("#state", "state"))
            .expressionAttributeValues(
                Map.of(":waiting", string(WAITING), ":sending", string(SENDING))));
  }

  private void update(UpdateItemRequest.Builder request) {
    try {
      table.update(request);
    } catch (ConditionalCheckFailedException e) {
      // The mail is gone: its member was deleted, or it has expired.
    }
  }

  private static Map<String, AttributeValue> key(String id) {
    return Attributes.key(PREFIX + id, "OUTBOX");
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
    item.put("state", string(WAITING));
    item.put("createdAt", millis(mail.createdAt()));
    item.put(TTL, seconds(mail.createdAt().plus(KEPT_FOR)));
    return item;
  }

  private static OutboxMail toMail(Map<String, AttributeValue> item) {
    Map<String, String> parameters =
        item.getOrDefault("parameters", AttributeValue.fromM(Map.of())).m().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().s()));
    return new OutboxMail(
        idOf(string(item, "pk")).orElseThrow(),
        MailKind.valueOf(string(item, "kind")),
        string(item, "to"),
        optionalString(item, "language").flatMap(Language::ofTag).orElse(Language.ENGLISH),
        parameters,
        Instant.ofEpochMilli(optionalNumber(item, "createdAt").orElse(0L)));
  }
}
