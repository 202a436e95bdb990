package accounts.check;

import accounts.member.DynamoMemberItems;
import accounts.member.MemberId;
import accounts.store.DynamoTable;
import accounts.store.Position;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Goes once through the whole table, page by page. What can be seen in an item, or in what stands
 * beside it in a member's partition, is suspected at once. Guards stand elsewhere than what they
 * guard; of those notes are made, to be brought together by whoever goes through. For one thread.
 */
public final class DynamoTableCheck {
  /**
   * A part of the table.
   *
   * @param items how many it has
   * @param next where to go on; nothing at the end
   */
  public record Page(
      int items, List<GuardNote> notes, List<Suspicion> suspicions, Optional<String> next) {}

  private final DynamoTable table;
  private final Clock clock;
  private final Optional<Integer> pageSize;
  private final DynamoGuards guards;
  private final DynamoItems items;
  private Partition partition = new Partition("");

  public DynamoTableCheck(DynamoTable table, Clock clock) {
    this(table, clock, Optional.empty());
  }

  /**
   * @param pageSize by default as many items as DynamoDB likes, which is 1 MB
   */
  DynamoTableCheck(DynamoTable table, Clock clock, Optional<Integer> pageSize) {
    this.table = table;
    this.clock = clock;
    this.pageSize = pageSize;
    this.guards = new DynamoGuards(table, clock);
    this.items = new DynamoItems(table, clock);
  }

  /** What of a partition was passed: its items come one after the other, by their sort keys. */
  private static final class Partition {
    private final String pk;
    private boolean hasProfile;
    private boolean needsProfile;

    Partition(String pk) {
      this.pk = pk;
    }

    Optional<MemberId> withoutMember() {
      return needsProfile && !hasProfile
          ? Optional.of(new MemberId(pk.substring(DynamoMemberItems.MEMBER.length())))
          : Optional.empty();
    }
  }

  /**
   * Reads a page.
   *
   * @param from the {@code next} of the page before; nothing for the first
   * @throws accounts.store.StoreUnavailableException if the table is not available; the same page
   *     may be asked for again
   */
  public Page read(Optional<String> from) {
    // Not strongly consistent, which costs half: all that seems wrong is looked at again.
    ScanRequest.Builder request = ScanRequest.builder();
    pageSize.ifPresent(request::limit);
    from.ifPresent(position -> request.exclusiveStartKey(Position.toKey(position)));
    ScanResponse response = table.scan(request);
    Optional<String> next =
        response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty()
            ? Optional.of(Position.of(response.lastEvaluatedKey()))
            : Optional.empty();
    List<GuardNote> notes = new ArrayList<>();
    List<Suspicion> suspicions = new ArrayList<>();
    Instant now = clock.instant();
    response.items().stream()
        .map(DynamoItem::of)
        .filter(item -> item.existsAt(now))
        .forEach(item -> pass(item, notes, suspicions));
    if (next.isEmpty()) {
      leave(suspicions);
    }
    return new Page(response.items().size(), notes, suspicions, next);
  }

  private void pass(DynamoItem item, List<GuardNote> notes, List<Suspicion> suspicions) {
    if (!item.pk().equals(partition.pk)) {
      leave(suspicions);
      partition = new Partition(item.pk());
    }
    switch (item.kind()) {
      case PROFILE, UNREADABLE -> partition.hasProfile = true;
      default -> partition.needsProfile |= item.needsMember(clock.instant());
    }
    // Former addresses come after the profile; of a member who is not there they reserve nothing.
    if (item.kind() != DynamoItem.Kind.FORMER_EMAIL || partition.hasProfile) {
      notes.addAll(item.notes());
    }
    if (DynamoItems.isStrange(item)) {
      suspicions.add(() -> items.lookIfStrange(item));
    } else if (items.isLate(item)) {
      suspicions.add(() -> items.lookIfLate(item));
    }
  }

  private void leave(List<Suspicion> suspicions) {
    partition.withoutMember().ifPresent(id -> suspicions.add(() -> items.lookBelow(id)));
    partition = new Partition("");
  }

  /** What is suspected if all that the table says about one guard does not fit together. */
  public Optional<Suspicion> suspect(List<GuardNote> notes) {
    if (GuardRule.isKept(notes)) {
      return Optional.empty();
    }
    String guard = notes.getFirst().guard();
    Set<String> members = notes.stream().map(GuardNote::member).collect(Collectors.toSet());
    return Optional.of(() -> guards.look(guard, members));
  }
}
