package accounts.check;

import static accounts.member.DynamoMemberItems.profileKey;

import accounts.check.Finding.Kind;
import accounts.check.Finding.Repair;
import accounts.event.DynamoEvents;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailId;
import accounts.mail.MailOutbox;
import accounts.mail.MailOutbox.ClaimResult;
import accounts.member.DynamoMemberItems;
import accounts.member.MemberId;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import accounts.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Looks at all items but guards, and repairs what there is a rule for. */
final class DynamoItems {
  /** When a mail or an event is late. */
  static final Duration LATE = Duration.ofMinutes(10);

  /** More than the calls for one mail take. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final DynamoTable table;
  private final Clock clock;
  private final MailOutbox outbox;

  DynamoItems(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
    this.outbox = new DynamoMailOutbox(table, clock);
  }

  /** What is stored below a member who is not there. */
  List<Finding> lookBelow(MemberId id) {
    List<Map<String, AttributeValue>> keys =
        table.query(DynamoMemberItems.partition(id), "").stream()
            .map(DynamoItem::of)
            .filter(item -> item.needsMember(clock.instant()))
            .map(DynamoItem::key)
            .toList();
    List<Finding> findings = new ArrayList<>();
    int most = Transaction.MOST_ITEMS - 1;
    for (int from = 0; from < keys.size(); from += most) {
      List<Map<String, AttributeValue>> together = new ArrayList<>(List.of(profileKey(id)));
      together.addAll(keys.subList(from, Math.min(from + most, keys.size())));
      List<Optional<DynamoItem>> items = see(together);
      if (items.getFirst().isPresent()) {
        return List.of();
      }
      items.stream().flatMap(Optional::stream).map(this::stray).forEach(findings::add);
    }
    return findings;
  }

  private Finding stray(DynamoItem item) {
    return new Finding(
        Kind.ITEM_STRAY,
        item.pk(),
        item.sk(),
        "is a member's who is not there",
        () -> {
          Delete delete =
              Delete.builder()
                  .tableName(table.name())
                  .key(item.key())
                  .conditionExpression("attribute_exists(pk)")
                  .build();
          return done(
              List.of(
                  DynamoConditions.member(
                      table, profileKey(item.member()), Optional.empty(), clock.instant()),
                  TransactWriteItem.builder().delete(delete).build()));
        });
  }

  private Repair done(List<TransactWriteItem> items) {
    return Transaction.run(table, items) == Transaction.DONE ? Repair.REPAIRED : Repair.CHANGED;
  }

  /** Whether it is a mail, or an event, that is late. */
  boolean isLate(DynamoItem item) {
    Instant now = clock.instant();
    return switch (item.kind()) {
      case MAIL -> DynamoMailOutbox.isOverdue(item.attributes(), now.minus(LATE), now);
      case EVENT -> DynamoEvents.isOverdue(item.attributes(), now.minus(LATE));
      default -> false;
    };
  }

  /** A mail or an event, if it is late. */
  List<Finding> lookIfLate(DynamoItem passed) {
    List<Optional<DynamoItem>> items = see(List.of(profileKey(passed.member()), passed.key()));
    Optional<DynamoItem> late = items.get(1).filter(this::isLate);
    // What is below a member who is not there is a finding of its own.
    boolean owned =
        late.filter(item -> items.getFirst().isPresent() || !item.needsMember(clock.instant()))
            .isPresent();
    return late
        .filter(item -> owned)
        .map(item -> item.kind() == DynamoItem.Kind.MAIL ? lateMail(item) : lateEvent(item))
        .stream()
        .toList();
  }

  private Finding lateMail(DynamoItem item) {
    return new Finding(
        Kind.MAIL_OVERDUE,
        item.pk(),
        item.sk(),
        DynamoMailOutbox.kindOf(item.attributes()) + " waits since " + since(item),
        () -> {
          MailId id = DynamoMailOutbox.idOf(item.pk(), item.sk()).orElseThrow();
          String claimant = UUID.randomUUID().toString();
          ClaimResult claim = outbox.claim(id, claimant, LEASE);
          return claim.mail().isPresent() && outbox.requeue(claim.mail().get(), claimant)
              ? Repair.REPAIRED
              : Repair.CHANGED;
        });
  }

  private Finding lateEvent(DynamoItem item) {
    return new Finding(
        Kind.EVENT_OVERDUE,
        item.pk(),
        item.sk(),
        Attributes.optionalString(item.attributes(), "type").orElse("It")
            + " waits since "
            + since(item),
        () -> done(List.of(DynamoEvents.touch(table, item.attributes(), clock.instant()))));
  }

  private static Instant since(DynamoItem item) {
    return Attributes.millis(item.attributes(), "createdAt");
  }

  /** Whether it is one that there is no rule for, or whose rule is told of and not acted on. */
  static boolean isStrange(DynamoItem item) {
    return strangeness(item).isPresent();
  }

  private static Optional<Kind> strangeness(DynamoItem item) {
    return switch (item.kind()) {
      case UNKNOWN -> Optional.of(Kind.ITEM_UNKNOWN);
      case UNREADABLE -> Optional.of(Kind.PROFILE_UNREADABLE);
      case PROFILE ->
          item.expiresAt() != GuardNote.NEVER && !item.mayExpire()
              ? Optional.of(Kind.PROFILE_EXPIRY)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** An item that is as strange as it seemed. */
  List<Finding> lookIfStrange(DynamoItem passed) {
    Optional<DynamoItem> item = see(List.of(passed.key())).getFirst();
    return item
        .flatMap(
            there ->
                strangeness(there)
                    .map(
                        kind ->
                            new Finding(
                                kind,
                                there.pk(),
                                there.sk(),
                                text(kind, there),
                                () -> Repair.NOT_REPAIRABLE)))
        .stream()
        .toList();
  }

  private static String text(Kind kind, DynamoItem item) {
    return switch (kind) {
      case PROFILE_UNREADABLE -> "cannot be read";
      case PROFILE_EXPIRY ->
          "expires at "
              + Instant.ofEpochSecond(item.expiresAt())
              + ", though the member does not wait to be verified";
      default -> "is no item of this system, or cannot be read";
    };
  }

  /** The items as they are at one moment, in the order of the keys. */
  private List<Optional<DynamoItem>> see(List<Map<String, AttributeValue>> keys) {
    Instant now = clock.instant();
    return Transaction.read(table, keys).stream()
        .map(
            item ->
                item.isEmpty()
                    ? Optional.<DynamoItem>empty()
                    : Optional.of(DynamoItem.of(item)).filter(there -> there.existsAt(now)))
        .toList();
  }
}
