package accounts.operator;

import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.optionalString;
import static accounts.store.Attributes.string;

import accounts.event.DynamoEvents;
import accounts.member.MemberId;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The log as items of a partition per day. */
public final class DynamoAuditLog implements AuditLog {
  private static final Set<String> KNOWN =
      Set.of("pk", "sk", "act", "memberId", "principal", "reason", TTL);

  /** How many entries are looked at for those of one member. */
  private static final int LOOKED_AT = 1000;

  private final DynamoTable table;
  private final Clock clock;

  public DynamoAuditLog(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  @Override
  public Page ofDay(LocalDate day, Optional<MemberId> member, int limit, Optional<String> from) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":pk", string(DynamoEvents.AUDIT + day));
    QueryRequest.Builder request =
        QueryRequest.builder()
            .keyConditionExpression("pk = :pk")
            .scanIndexForward(false)
            .limit(member.isPresent() ? LOOKED_AT : limit);
    member.ifPresent(
        id -> {
          values.put(":member", string(id.value()));
          request.filterExpression("memberId = :member");
        });
    from.ifPresent(sk -> request.exclusiveStartKey(Attributes.key(DynamoEvents.AUDIT + day, sk)));
    QueryResponse response = table.query(request.expressionAttributeValues(values));

    List<AuditEntry> entries = new ArrayList<>();
    for (Map<String, AttributeValue> item : response.items()) {
      if (entries.size() == limit) {
        break;
      }
      if (exists(item)) {
        entries.add(toEntry(item));
      }
    }
    return new Page(List.copyOf(entries), next(response, limit));
  }

  /** The last entry of the page, or the last that was looked at for it. */
  private static Optional<String> next(QueryResponse response, int limit) {
    if (response.items().size() > limit) {
      return Optional.of(string(response.items().get(limit - 1), "sk"));
    }
    return response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty()
        ? Optional.of(string(response.lastEvaluatedKey(), "sk"))
        : Optional.empty();
  }

  private boolean exists(Map<String, AttributeValue> item) {
    return optionalNumber(item, TTL)
        .filter(ttl -> ttl <= clock.instant().getEpochSecond())
        .isEmpty();
  }

  private static AuditEntry toEntry(Map<String, AttributeValue> item) {
    String sk = string(item, "sk");
    Map<String, String> details = new TreeMap<>();
    item.forEach(
        (name, value) -> {
          if (!KNOWN.contains(name)) {
            details.put(name, value.n() == null ? String.valueOf(value.s()) : value.n());
          }
        });
    return new AuditEntry(
        Instant.parse(sk.substring(0, sk.indexOf('#'))),
        string(item, "act"),
        optionalString(item, "memberId").map(MemberId::new),
        string(item, "principal"),
        optionalString(item, "reason"),
        details);
  }
}
