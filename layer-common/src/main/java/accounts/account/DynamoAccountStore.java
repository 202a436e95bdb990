package accounts.account;

import static accounts.member.DynamoMemberItems.guardKey;
import static accounts.member.DynamoMemberItems.partition;
import static accounts.member.DynamoMemberItems.profileKey;
import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.optionalString;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.event.Actor;
import accounts.event.DynamoEvents;
import accounts.event.EventType;
import accounts.event.MemberEvent;
import accounts.event.MemberEvent.EmailChangedBy;
import accounts.event.MemberEvent.PasswordChangedBy;
import accounts.event.SessionsEnded;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.OutboxMail;
import accounts.member.DynamoMemberItems;
import accounts.member.DynamoProfileChange;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.password.PasswordHash;
import accounts.session.DynamoSessionStore;
import accounts.session.SessionId;
import accounts.store.Attributes;
import accounts.store.DynamoDecoys;
import accounts.store.DynamoTable;
import accounts.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Changes of a member as transactions over the member's partition and guards.
 *
 * <p>The profile has a version, which moves on with every event, so with every session that begins
 * and with every change of email that is asked for or made. A change that ends things reads the
 * version, then what there is to end, and holds only if the version is the same: so it misses
 * nothing that was begun in between, and is made anew over what there is then.
 */
public final class DynamoAccountStore implements AccountStore {
  /** The sort key of a reset of the password. */
  public static final String RESET = "RESET";

  /** The sort key of a change of email. */
  public static final String EMAIL_CHANGE = "EMAIL_CHANGE";

  /** How the sort key of a former address begins; when it was left follows. */
  public static final String UNDO = "UNDO#";

  private static final String STATUS_BEFORE = "statusBefore";

  private static final Map<String, String> TTL_NAME = Map.of("#ttl", TTL);

  private final DynamoTable table;
  private final Clock clock;

  public DynamoAccountStore(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  /**
   * A change of the profile with what hangs on it.
   *
   * @param profile the change itself and its events
   * @param others written in the same transaction
   * @param ended in the same transaction, as many as fit in; the others before it. What belongs
   *     together stands together: a former address and its guard
   */
  private record Plan(
      TransactWriteItem profile,
      List<TransactWriteItem> others,
      List<TransactWriteItem> events,
      List<List<TransactWriteItem>> ended) {
    int required() {
      return 1 + others.size() + events.size();
    }

    int endedItems() {
      return ended.stream().mapToInt(List::size).sum();
    }

    boolean isOneTransaction() {
      return required() + endedItems() <= Transaction.MOST_ITEMS;
    }
  }

  private Plan plan(
      DynamoProfileChange change,
      List<TransactWriteItem> others,
      List<List<TransactWriteItem>> ended) {
    return new Plan(change.toUpdate(table), others, change.toEvents(table, clock), ended);
  }

  @Override
  public Change changePassword(
      Member member, PasswordHash hash, Optional<SessionId> kept, OutboxMail mail) {
    String keptKey = kept.map(id -> DynamoSessionStore.SESSION + id.value()).orElse("");
    return apply(
        member,
        (current, items) -> {
          DynamoProfileChange change =
              DynamoProfileChange.ofSame(current)
                  .set("passwordHash", string(hash.value()))
                  .forgetFailures()
                  .tell(MemberEvent.passwordChanged(PasswordChangedBy.CHANGE));
          tellOfSessions(change, items, SessionsEnded.PASSWORD_CHANGED, kept, Actor.member());
          return Optional.of(
              plan(
                  change,
                  List.of(
                      Transaction.delete(table, resetKey(member.id())),
                      DynamoMailOutbox.toTransactItem(table, mail)),
                  deletes(items, sk -> endsWithThePassword(sk) && !sk.equals(keptKey))));
        });
  }

  /** Tells of the sessions that end with the change, if there are any. */
  private void tellOfSessions(
      DynamoProfileChange change,
      List<Map<String, AttributeValue>> items,
      SessionsEnded reason,
      Optional<SessionId> kept,
      Actor actor) {
    Optional<String> keptKey = kept.map(id -> DynamoSessionStore.SESSION + id.value());
    long now = clock.instant().getEpochSecond();
    boolean some =
        items.stream()
            .filter(item -> string(item, "sk").startsWith(DynamoSessionStore.SESSION))
            .filter(item -> number(item, TTL) > now)
            .anyMatch(item -> !Optional.of(string(item, "sk")).equals(keptKey));
    if (some) {
      change.tell(MemberEvent.sessionsEnded(reason, kept.map(SessionId::value), actor));
    }
  }

  /** Besides the reset, which anybody may have asked for meanwhile: it is ended by its key. */
  private static boolean endsWithThePassword(String sk) {
    return sk.startsWith(DynamoSessionStore.SESSION) || sk.equals(EMAIL_CHANGE);
  }

  @Override
  public Change requestReset(Member member, PasswordReset reset, OutboxMail mail) {
    // The version stays: anybody can ask for this, and would hold off the changes that go by it.
    // They end the reset by its key.
    ConditionCheck profile =
        ConditionCheck.builder()
            .tableName(table.name())
            .key(profileKey(member.id()))
            .conditionExpression(
                "email = :email AND #status <> :disabled"
                    + " AND (attribute_not_exists(#ttl) OR #ttl > :now)")
            .expressionAttributeNames(Map.of("#status", "status", "#ttl", TTL))
            .expressionAttributeValues(
                Map.of(
                    ":email", string(member.email().address()),
                    ":disabled", string(MemberStatus.DISABLED.name()),
                    ":now", seconds(clock.instant())))
            .build();
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(TransactWriteItem.builder().conditionCheck(profile).build());
    items.addAll(resetAndMail(member, reset, mail));
    return Transaction.run(table, items) == Transaction.DONE ? Change.DONE : Change.STALE;
  }

  @Override
  public void pretendReset(Member nobody, PasswordReset reset, OutboxMail mail) {
    ConditionCheck noProfile =
        ConditionCheck.builder()
            .tableName(table.name())
            .key(profileKey(nobody.id()))
            .conditionExpression("attribute_not_exists(pk)")
            .build();
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(TransactWriteItem.builder().conditionCheck(noProfile).build());
    items.addAll(DynamoDecoys.of(table, resetAndMail(nobody, reset, mail), clock));
    Transaction.run(table, items);
  }

  private List<TransactWriteItem> resetAndMail(
      Member member, PasswordReset reset, OutboxMail mail) {
    Map<String, AttributeValue> item = new HashMap<>(resetKey(member.id()));
    item.put("digest", string(reset.digest()));
    item.put("requestedAt", millis(reset.requestedAt()));
    item.put(TTL, seconds(reset.expiresAt()));
    return List.of(put(item), DynamoMailOutbox.toTransactItem(table, mail));
  }

  @Override
  public Optional<PasswordReset> findReset(MemberId member) {
    return table
        .get(resetKey(member))
        .map(
            item ->
                new PasswordReset(
                    string(item, "digest"), Attributes.millis(item, "requestedAt"), expiry(item)))
        .filter(reset -> clock.instant().isBefore(reset.expiresAt()));
  }

  @Override
  public Change confirmReset(
      Member member, PasswordReset reset, PasswordHash hash, OutboxMail mail) {
    return apply(
        member,
        (current, items) -> {
          Optional<TransactWriteItem> spent = toSpend(items, RESET, reset.digest());
          if (spent.isEmpty()) {
            return Optional.empty();
          }
          DynamoProfileChange change =
              DynamoProfileChange.ofSame(current)
                  .set("passwordHash", string(hash.value()))
                  .forgetFailures()
                  .tell(MemberEvent.passwordChanged(PasswordChangedBy.RESET));
          tellOfSessions(
              change, items, SessionsEnded.PASSWORD_RESET, Optional.empty(), Actor.member());
          return Optional.of(
              plan(
                  change,
                  List.of(spent.get(), DynamoMailOutbox.toTransactItem(table, mail)),
                  deletes(items, DynamoAccountStore::endsWithThePassword)));
        });
  }

  @Override
  public Change requestEmailChange(Member member, EmailChange change, OutboxMail mail) {
    Map<String, AttributeValue> item = new HashMap<>(emailChangeKey(member.id()));
    item.put("email", string(change.email().address()));
    item.put("requestedAt", millis(change.requestedAt()));
    item.put(TTL, seconds(change.expiresAt()));
    return run(
        member,
        current ->
            DynamoProfileChange.ofSame(current)
                .tell(MemberEvent.of(EventType.EMAIL_CHANGE_REQUESTED, Actor.member())),
        () ->
            List.of(
                DynamoMemberItems.checkGuard(
                    table, guardKey(change.email()), member.id(), clock.instant()),
                put(item),
                DynamoMailOutbox.toTransactItem(table, mail)));
  }

  @Override
  public Optional<EmailChange> findEmailChange(MemberId member) {
    return table
        .get(emailChangeKey(member))
        .map(
            item ->
                new EmailChange(
                    new Email(string(item, "email")),
                    Attributes.millis(item, "requestedAt"),
                    expiry(item)))
        .filter(change -> clock.instant().isBefore(change.expiresAt()));
  }

  @Override
  public Change confirmEmailChange(
      Member member, EmailChange change, FormerEmail former, OutboxMail mail) {
    Map<String, AttributeValue> undo = new HashMap<>(undoKey(member.id(), former));
    undo.put("email", string(former.email().address()));
    undo.put("digest", string(former.digest()));
    undo.put("changedAt", millis(former.changedAt()));
    undo.put(TTL, seconds(former.undoUntil()));
    Delete requested =
        Delete.builder()
            .tableName(table.name())
            .key(emailChangeKey(member.id()))
            .conditionExpression("email = :email AND #ttl > :now")
            .expressionAttributeNames(TTL_NAME)
            .expressionAttributeValues(
                Map.of(
                    ":email", string(change.email().address()), ":now", seconds(clock.instant())))
            .build();
    return run(
        member,
        current ->
            DynamoProfileChange.ofSame(current)
                .set("email", string(change.email().address()))
                // The time of a suppression stays: it tells events of the past from new ones.
                .remove("suppressedFor", "suppressedType")
                .tell(MemberEvent.emailChanged(change.email().address(), EmailChangedBy.CHANGE)),
        () ->
            List.of(
                DynamoMemberItems.takeGuard(
                    table, guardKey(change.email()), member.id(), clock.instant()),
                DynamoMemberItems.reserveGuard(
                    table, guardKey(former.email()), member.id(), former.undoUntil()),
                put(undo),
                TransactWriteItem.builder().delete(requested).build(),
                Transaction.delete(table, resetKey(member.id())),
                DynamoMailOutbox.toTransactItem(table, mail)));
  }

  @Override
  public List<FormerEmail> formerEmails(MemberId member) {
    return formerEmails(table.query(partition(member), UNDO));
  }

  private List<FormerEmail> formerEmails(List<Map<String, AttributeValue>> items) {
    return items.stream()
        .filter(item -> string(item, "sk").startsWith(UNDO))
        .map(DynamoAccountStore::toFormerEmail)
        .filter(former -> clock.instant().isBefore(former.undoUntil()))
        .toList();
  }

  /** The former address whose item that is. */
  public static FormerEmail toFormerEmail(Map<String, AttributeValue> item) {
    return new FormerEmail(
        new Email(string(item, "email")),
        string(item, "digest"),
        Attributes.millis(item, "changedAt"),
        expiry(item));
  }

  @Override
  public Change undoEmailChange(
      Member member, FormerEmail former, Optional<PasswordHash> hash, Optional<OutboxMail> mail) {
    return apply(
        member,
        (current, items) -> {
          Optional<TransactWriteItem> spent = toSpend(items, undoSortKey(former), former.digest());
          if (spent.isEmpty()) {
            return Optional.empty();
          }
          String restored = former.email().address();
          DynamoProfileChange change =
              DynamoProfileChange.ofSame(current)
                  .set("email", string(restored))
                  .remove("suppressedFor", "suppressedType")
                  .tell(MemberEvent.emailChanged(restored, EmailChangedBy.UNDO));
          if (hash.isPresent()) {
            change
                .set("passwordHash", string(hash.get().value()))
                .forgetFailures()
                .tell(MemberEvent.passwordChanged(PasswordChangedBy.EMAIL_CHANGE_UNDO));
          }
          tellOfSessions(
              change, items, SessionsEnded.EMAIL_CHANGE_UNDONE, Optional.empty(), Actor.member());
          List<TransactWriteItem> others = new ArrayList<>();
          others.add(
              DynamoMemberItems.takeGuard(
                  table, guardKey(former.email()), member.id(), clock.instant()));
          others.add(spent.get());
          others.add(Transaction.delete(table, resetKey(member.id())));
          mail.ifPresent(m -> others.add(DynamoMailOutbox.toTransactItem(table, m)));
          Email left = current.email();
          Map<Email, TransactWriteItem> guards = guardsOfUndone(member.id(), left, former, items);
          // With the profile: until then it is the member's address.
          Optional.ofNullable(guards.remove(left)).ifPresent(others::add);

          List<List<TransactWriteItem>> ended =
              deletes(items, DynamoAccountStore::endsWithThePassword);
          ended.addAll(endFormerEmails(items, sk -> sk.compareTo(undoSortKey(former)) > 0, guards));
          return Optional.of(plan(change, others, ended));
        });
  }

  /** What becomes of the guards of the addresses that the member came to have after that one. */
  private Map<Email, TransactWriteItem> guardsOfUndone(
      MemberId member, Email left, FormerEmail restored, List<Map<String, AttributeValue>> items) {
    Map<Email, TransactWriteItem> guards = new LinkedHashMap<>();
    guards.put(left, DynamoMemberItems.releaseGuard(table, guardKey(left), member));
    List<FormerEmail> formers = formerEmails(items);
    for (FormerEmail former : formers) {
      if (former.changedAt().isAfter(restored.changedAt())) {
        guards.put(
            former.email(),
            DynamoMemberItems.releaseGuard(table, guardKey(former.email()), member));
      }
    }
    for (FormerEmail former : formers) {
      // An address that the member had twice: its first change away can still be undone.
      if (former.changedAt().isBefore(restored.changedAt())) {
        guards.computeIfPresent(
            former.email(),
            (email, release) ->
                DynamoMemberItems.reserveGuard(table, guardKey(email), member, former.undoUntil()));
      }
    }
    guards.remove(restored.email());
    return guards;
  }

  /**
   * Deletes what is stored of former addresses, each together with its guard.
   *
   * @param which by the sort key
   */
  private List<List<TransactWriteItem>> endFormerEmails(
      List<Map<String, AttributeValue>> items,
      Predicate<String> which,
      Map<Email, TransactWriteItem> guards) {
    Map<Email, List<TransactWriteItem>> groups = new LinkedHashMap<>();
    for (Map<String, AttributeValue> item : items) {
      String sk = string(item, "sk");
      if (sk.startsWith(UNDO) && which.test(sk)) {
        groups
            .computeIfAbsent(new Email(string(item, "email")), email -> new ArrayList<>())
            .add(Transaction.delete(table, item));
      }
    }
    guards.forEach(
        (email, guard) -> groups.computeIfAbsent(email, e -> new ArrayList<>()).add(guard));
    return List.copyOf(groups.values());
  }

  @Override
  public Change delete(Member member, Optional<OutboxMail> mail, Actor actor) {
    return apply(
        member,
        (current, items) -> {
          DynamoProfileChange change =
              DynamoProfileChange.ofSame(current)
                  .require("nickname", string(current.nickname().text()))
                  .tell(MemberEvent.of(EventType.DELETED, actor));
          Map<Email, TransactWriteItem> emails = new LinkedHashMap<>();
          formerEmails(items)
              .forEach(
                  former ->
                      emails.put(
                          former.email(),
                          DynamoMemberItems.releaseGuard(
                              table, guardKey(former.email()), member.id())));
          emails.remove(current.email());
          List<List<TransactWriteItem>> ended =
              deletes(items, DynamoAccountStore::endsWithTheMember);
          ended.addAll(endFormerEmails(items, sk -> true, emails));
          List<TransactWriteItem> others = new ArrayList<>();
          others.add(DynamoMemberItems.releaseGuard(table, guardKey(current.email()), member.id()));
          others.add(
              DynamoMemberItems.releaseGuard(table, guardKey(current.nickname()), member.id()));
          others.add(Transaction.delete(table, resetKey(member.id())));
          mail.ifPresent(m -> others.add(DynamoMailOutbox.toTransactItem(table, m)));
          return Optional.of(
              new Plan(change.toDelete(table), others, change.toEvents(table, clock), ended));
        });
  }

  /**
   * Besides the profile and the reset, which end by their keys, and former addresses, which end
   * with their guards. Events are no part of the member: they are deleted once they are published.
   */
  private static boolean endsWithTheMember(String sk) {
    return !sk.equals(DynamoMemberItems.PROFILE)
        && !sk.equals(RESET)
        && !sk.startsWith(UNDO)
        && !sk.startsWith(DynamoEvents.EVENT);
  }

  @Override
  public Change endSessions(Member member, Actor actor) {
    SessionsEnded reason =
        actor.isOperator() ? SessionsEnded.ENDED_BY_OPERATOR : SessionsEnded.LOGOUT_ALL;
    return apply(
        member,
        (current, items) ->
            Optional.of(
                plan(
                    DynamoProfileChange.ofSame(current)
                        .tell(MemberEvent.sessionsEnded(reason, Optional.empty(), actor)),
                    List.of(),
                    deletes(items, sk -> sk.startsWith(DynamoSessionStore.SESSION)))));
  }

  @Override
  public Change disable(Member member, Actor operator) {
    if (member.status() == MemberStatus.DISABLED) {
      return Change.DONE;
    }
    return apply(
        member,
        (current, items) -> {
          DynamoProfileChange change =
              DynamoProfileChange.ofSame(current)
                  .set("status", string(MemberStatus.DISABLED.name()))
                  .set(STATUS_BEFORE, string(current.status().name()))
                  .remove(TTL)
                  .tell(MemberEvent.of(EventType.DISABLED, operator));
          tellOfSessions(change, items, SessionsEnded.DISABLED, Optional.empty(), operator);
          return Optional.of(
              plan(
                  change,
                  List.of(
                      DynamoMemberItems.keepGuard(
                          table, guardKey(current.email()), member.id(), clock.instant()),
                      DynamoMemberItems.keepGuard(
                          table, guardKey(current.nickname()), member.id(), clock.instant()),
                      Transaction.delete(table, resetKey(member.id()))),
                  deletes(items, DynamoAccountStore::endsWithThePassword)));
        });
  }

  @Override
  public Change enable(Member member, Actor operator) {
    if (member.status() != MemberStatus.DISABLED) {
      return Change.DONE;
    }
    return apply(
        member,
        (current, items) -> {
          // Of who was disabled by hand, before there was this, it is not known.
          MemberStatus before =
              items.stream()
                  .filter(item -> string(item, "sk").equals(DynamoMemberItems.PROFILE))
                  .findFirst()
                  .flatMap(item -> optionalString(item, STATUS_BEFORE))
                  .map(MemberStatus::valueOf)
                  .orElse(MemberStatus.ACTIVE);
          DynamoProfileChange change =
              DynamoProfileChange.ofSame(current)
                  .set("status", string(before.name()))
                  .remove(STATUS_BEFORE)
                  .tell(MemberEvent.of(EventType.ENABLED, operator));
          List<TransactWriteItem> guards = new ArrayList<>();
          if (before == MemberStatus.PENDING) {
            Instant until = clock.instant().plus(PENDING_AGAIN);
            change.set(TTL, seconds(until));
            guards.add(
                DynamoMemberItems.reserveGuard(
                    table, guardKey(current.email()), member.id(), until));
            guards.add(
                DynamoMemberItems.reserveGuard(
                    table, guardKey(current.nickname()), member.id(), until));
          }
          return Optional.of(plan(change, guards, List.of()));
        });
  }

  @Override
  public Change unlock(Member member, Actor operator) {
    if (member.lock().isEmpty()) {
      return Change.DONE;
    }
    return run(
        member,
        current ->
            DynamoProfileChange.ofSame(current)
                .forgetFailures()
                .tell(MemberEvent.of(EventType.UNLOCKED, operator)),
        List::of);
  }

  @Override
  public Change sendVerification(Member member, OutboxMail mail, Actor operator) {
    return run(
        member,
        current ->
            DynamoProfileChange.ofSame(current)
                .tell(MemberEvent.of(EventType.VERIFICATION_SENT, operator)),
        () -> List.of(DynamoMailOutbox.toTransactItem(table, mail)));
  }

  /** Plans a change; nothing if what it is to be made of is not there. */
  private interface Planner
      extends BiFunction<Member, List<Map<String, AttributeValue>>, Optional<Plan>> {}

  /**
   * Makes a change of the member and of all that is stored below, as it is at that moment. On the
   * profile that the caller read first, and if that was overtaken, on what there is then.
   */
  private Change apply(Member member, Planner change) {
    Optional<Member> current = Optional.of(member).filter(m -> m.existsAt(clock.instant()));
    for (int attempt = 1; current.isPresent(); attempt++) {
      // After the profile: what was added since that was read moved the version on.
      List<Map<String, AttributeValue>> items = table.query(partition(member.id()), "");
      Optional<Plan> plan = change.apply(current.get(), items);
      if (plan.isEmpty()) {
        return Change.STALE;
      }
      // What does not fit in is ended before the version is looked at: only by a fresh one.
      boolean mayBegin = attempt > 1 || plan.get().isOneTransaction();
      if (mayBegin && Transaction.run(table, fit(plan.get())) == Transaction.DONE) {
        return Change.DONE;
      }
      Transaction.pauseBeforeNext(attempt);
      current = current(member);
    }
    return Change.STALE;
  }

  /** The member as stored now, if still as it was read. */
  private Optional<Member> current(Member read) {
    return table
        .get(profileKey(read.id()))
        .map(DynamoMemberItems::toMember)
        .filter(now -> isAsRead(read, now));
  }

  /** The transaction, after what does not fit into one was ended. */
  private List<TransactWriteItem> fit(Plan plan) {
    int left = plan.endedItems();
    List<TransactWriteItem> all = new ArrayList<>();
    all.add(plan.profile());
    all.addAll(plan.others());
    all.addAll(plan.events());
    List<TransactWriteItem> before = new ArrayList<>();
    for (List<TransactWriteItem> group : plan.ended()) {
      boolean fits = plan.required() + left <= Transaction.MOST_ITEMS;
      if (!fits && before.size() + group.size() > Transaction.MOST_ITEMS) {
        Transaction.run(table, before);
        before.clear();
      }
      (fits ? all : before).addAll(group);
      left -= fits ? 0 : group.size();
    }
    if (!before.isEmpty()) {
      Transaction.run(table, before);
    }
    return all;
  }

  /**
   * Makes a change for which nothing below the profile has to be looked up. On what was read first,
   * and if that was overtaken, on what there is then.
   *
   * @param others if the first has a condition, it is a new address' guard
   */
  private Change run(
      Member member,
      Function<Member, DynamoProfileChange> change,
      Supplier<List<TransactWriteItem>> others) {
    Optional<Member> current = Optional.of(member);
    for (int attempt = 1; current.isPresent(); attempt++) {
      int failed =
          Transaction.run(
              table, change.apply(current.get()).toTransactItems(table, others.get(), clock));
      if (failed != 0) {
        return switch (failed) {
          case Transaction.DONE -> Change.DONE;
          case 1 -> Change.EMAIL_TAKEN;
          default -> Change.STALE;
        };
      }
      Transaction.pauseBeforeNext(attempt);
      current = current(member);
    }
    return Change.STALE;
  }

  private boolean isAsRead(Member read, Member now) {
    return read.passwordHash().equals(now.passwordHash())
        && read.email().address().equals(now.email().address())
        && read.status() == now.status()
        && now.existsAt(clock.instant());
  }

  private TransactWriteItem put(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(Put.builder().tableName(table.name()).item(item).build())
        .build();
  }

  /** Deletes the item of a token, if it is that token's and has not expired. */
  private Optional<TransactWriteItem> toSpend(
      List<Map<String, AttributeValue>> items, String sk, String digest) {
    Instant now = clock.instant();
    return items.stream()
        .filter(item -> string(item, "sk").equals(sk) && string(item, "digest").equals(digest))
        .filter(item -> now.isBefore(expiry(item)))
        .findFirst()
        .map(
            item ->
                TransactWriteItem.builder()
                    .delete(
                        Delete.builder()
                            .tableName(table.name())
                            .key(Attributes.key(string(item, "pk"), sk))
                            .conditionExpression("digest = :digest AND #ttl > :now")
                            .expressionAttributeNames(TTL_NAME)
                            .expressionAttributeValues(
                                Map.of(":digest", string(digest), ":now", seconds(now)))
                            .build())
                    .build());
  }

  private List<List<TransactWriteItem>> deletes(
      List<Map<String, AttributeValue>> items, Predicate<String> which) {
    List<List<TransactWriteItem>> deletes = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      if (which.test(string(item, "sk"))) {
        deletes.add(List.of(Transaction.delete(table, item)));
      }
    }
    return deletes;
  }

  private static Instant expiry(Map<String, AttributeValue> item) {
    return Instant.ofEpochSecond(number(item, TTL));
  }

  private static Map<String, AttributeValue> resetKey(MemberId member) {
    return Attributes.key(partition(member), RESET);
  }

  private static Map<String, AttributeValue> emailChangeKey(MemberId member) {
    return Attributes.key(partition(member), EMAIL_CHANGE);
  }

  private static Map<String, AttributeValue> undoKey(MemberId member, FormerEmail former) {
    return Attributes.key(partition(member), undoSortKey(former));
  }

  /** Sorts as the changes were made. */
  private static String undoSortKey(FormerEmail former) {
    return UNDO + "%013d".formatted(former.changedAt().toEpochMilli());
  }
}
