package accounts.check;

import static accounts.member.DynamoMemberItems.profileKey;
import static accounts.store.Attributes.TTL;

import accounts.account.DynamoAccountStore;
import accounts.check.Finding.Kind;
import accounts.check.Finding.Repair;
import accounts.check.GuardNote.Source;
import accounts.check.GuardRule.Breach;
import accounts.member.DynamoMemberItems;
import accounts.member.MemberId;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import accounts.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Looks at a guard together with all who may have it, and repairs it. */
final class DynamoGuards {
  /** Who changes so often between two reads will be looked at by the next check. */
  private static final int ATTEMPTS = 5;

  private final DynamoTable table;
  private final Clock clock;

  DynamoGuards(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  /** What there is of a guard and of the members, at one moment. */
  private record Seen(Map<Map<String, AttributeValue>, DynamoItem> items) {
    Optional<DynamoItem> at(Map<String, AttributeValue> key) {
      return Optional.ofNullable(items.get(key));
    }

    /** Who says so; there is one of the notes that were made of it. */
    Optional<DynamoItem> whoSays(GuardNote note) {
      return items.values().stream().filter(item -> item.notes().contains(note)).findFirst();
    }
  }

  /**
   * What is wrong with a guard.
   *
   * @param guard its partition
   * @param members who are said to have it
   */
  List<Finding> look(String guard, Set<String> members) {
    Map<String, AttributeValue> guardKey = Attributes.key(guard, DynamoMemberItems.GUARD);
    Set<MemberId> ids = new LinkedHashSet<>();
    members.forEach(member -> ids.add(new MemberId(member)));
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Map<MemberId, AttributeValue> versions = new HashMap<>();
      List<Map<String, AttributeValue>> keys = new ArrayList<>(List.of(guardKey));
      for (MemberId id : ids) {
        keys.add(profileKey(id));
        if (guard.startsWith(DynamoMemberItems.EMAIL)) {
          // First: who changes an address after this moves the version on.
          versions.put(id, version(table.get(profileKey(id)).orElse(Map.of())));
          formerEmail(guard, id).ifPresent(keys::add);
        }
      }
      Seen seen = see(keys);
      Optional<MemberId> owner = seen.at(guardKey).flatMap(DynamoGuards::owner);
      if (owner.isPresent() && ids.add(owner.get())) {
        continue;
      }
      boolean still =
          versions.entrySet().stream()
              .allMatch(
                  entry ->
                      entry
                          .getValue()
                          .equals(
                              version(
                                  seen.at(profileKey(entry.getKey()))
                                      .map(DynamoItem::attributes)
                                      .orElse(Map.of()))));
      if (still) {
        return findings(guard, ids, seen);
      }
      Transaction.pause(attempt);
    }
    return List.of();
  }

  private static AttributeValue version(Map<String, AttributeValue> profile) {
    return profile.getOrDefault("version", AttributeValue.fromNul(true));
  }

  private static Optional<MemberId> owner(DynamoItem guard) {
    return guard.notes().stream().findFirst().map(note -> new MemberId(note.member()));
  }

  /** The last change away from that address: the guard is to be there until it cannot be undone. */
  private Optional<Map<String, AttributeValue>> formerEmail(String guard, MemberId id) {
    return table.query(DynamoMemberItems.partition(id), DynamoAccountStore.UNDO).stream()
        .map(DynamoItem::of)
        .filter(item -> item.notes().stream().anyMatch(note -> note.guard().equals(guard)))
        .reduce((before, last) -> last)
        .map(DynamoItem::key);
  }

  private Seen see(List<Map<String, AttributeValue>> keys) {
    Map<Map<String, AttributeValue>, DynamoItem> items = new HashMap<>();
    Instant now = clock.instant();
    for (Map<String, AttributeValue> attributes : Transaction.read(table, keys)) {
      if (!attributes.isEmpty()) {
        DynamoItem item = DynamoItem.of(attributes);
        if (item.existsAt(now)) {
          items.put(item.key(), item);
        }
      }
    }
    return new Seen(items);
  }

  private List<Finding> findings(String guard, Set<MemberId> ids, Seen seen) {
    Optional<DynamoItem> there = seen.at(Attributes.key(guard, DynamoMemberItems.GUARD));
    if (there.filter(item -> item.kind() != DynamoItem.Kind.GUARD).isPresent()) {
      // Whoever wrote that has to say what it means.
      return List.of();
    }
    Set<String> present = new HashSet<>();
    Set<String> unreadable = new HashSet<>();
    for (MemberId id : ids) {
      seen.at(profileKey(id))
          .ifPresent(
              profile ->
                  (profile.kind() == DynamoItem.Kind.PROFILE ? present : unreadable)
                      .add(id.value()));
    }
    List<GuardNote> notes =
        seen.items().values().stream()
            .flatMap(item -> item.notes().stream())
            .filter(note -> note.guard().equals(guard))
            .filter(note -> note.source() == Source.GUARD || present.contains(note.member()))
            .toList();
    List<Finding> findings = new ArrayList<>();
    for (Breach breach : GuardRule.breaches(notes)) {
      GuardNote note = breach.note();
      if (unreadable.contains(note.member())) {
        continue;
      }
      findings.add(
          new Finding(
              breach.kind(),
              guard,
              DynamoMemberItems.GUARD,
              text(breach, present, there),
              repair(breach, seen, there)));
    }
    return findings;
  }

  private static String text(Breach breach, Set<String> present, Optional<DynamoItem> there) {
    GuardNote note = breach.note();
    String member = "member " + note.member();
    return switch (breach.kind()) {
      case GUARD_STRAY ->
          present.contains(note.member())
              ? "is " + member + "'s, who has another"
              : "is " + member + "'s, who is not there";
      case GUARD_MISSING -> "is not there, though " + has(note);
      case GUARD_TAKEN ->
          "is member "
              + there.flatMap(DynamoGuards::owner).map(MemberId::value).orElse("")
              + "'s, though "
              + has(note);
      default ->
          (there.map(DynamoItem::expiresAt).orElse(GuardNote.NEVER) == GuardNote.NEVER
                  ? "never expires"
                  : "expires at " + time(there.orElseThrow().expiresAt()))
              + ", though it should "
              + (note.expiresAt() == GuardNote.NEVER ? "not: " : "at " + time(note.expiresAt()))
              + (note.expiresAt() == GuardNote.NEVER ? has(note) : ": " + has(note));
    };
  }

  private static String has(GuardNote note) {
    return "member "
        + note.member()
        + (note.source() == Source.PROFILE ? " has it" : " may go back to it");
  }

  private static Instant time(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  private Supplier<Repair> repair(Breach breach, Seen seen, Optional<DynamoItem> there) {
    GuardNote note = breach.note();
    MemberId id = new MemberId(note.member());
    return () -> {
      List<TransactWriteItem> items = new ArrayList<>();
      Instant now = clock.instant();
      items.add(DynamoConditions.member(table, profileKey(id), seen.at(profileKey(id)), now));
      if (note.source() == Source.FORMER_EMAIL) {
        DynamoItem former = seen.whoSays(note).orElseThrow();
        items.add(DynamoConditions.same(former, List.of("email", TTL)).check(table, former.key()));
      }
      items.add(
          switch (breach.kind()) {
            case GUARD_STRAY -> delete(there.orElseThrow());
            case GUARD_EXPIRY -> put(note, asSeen(there.orElseThrow()));
            default -> put(note, DynamoConditions.absent(now));
          });
      int failed = Transaction.run(table, items);
      if (failed == Transaction.DONE) {
        return Repair.REPAIRED;
      }
      boolean taken = breach.kind() == Kind.GUARD_MISSING || breach.kind() == Kind.GUARD_TAKEN;
      return taken && failed == items.size() - 1 ? Repair.TAKEN : Repair.CHANGED;
    };
  }

  private static DynamoConditions asSeen(DynamoItem guard) {
    return DynamoConditions.same(guard, List.of("memberId", TTL));
  }

  private TransactWriteItem put(GuardNote note, DynamoConditions condition) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table.name())
                .item(
                    DynamoMemberItems.guard(
                        Attributes.key(note.guard(), DynamoMemberItems.GUARD),
                        new MemberId(note.member()),
                        note.expiresAt() == GuardNote.NEVER
                            ? Optional.empty()
                            : Optional.of(time(note.expiresAt()))))
                .conditionExpression(condition.expression())
                .expressionAttributeNames(condition.names())
                .expressionAttributeValues(condition.values())
                .build())
        .build();
  }

  private TransactWriteItem delete(DynamoItem guard) {
    DynamoConditions condition = asSeen(guard);
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(table.name())
                .key(guard.key())
                .conditionExpression(condition.expression())
                .expressionAttributeNames(condition.names())
                .expressionAttributeValues(condition.values())
                .build())
        .build();
  }
}
