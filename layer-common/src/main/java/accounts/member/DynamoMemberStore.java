package accounts.member;

import static accounts.member.DynamoMemberItems.guardKey;
import static accounts.member.DynamoMemberItems.profileKey;
import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.event.Actor;
import accounts.event.DynamoEvents;
import accounts.event.MemberEvent;
import accounts.language.Language;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.OutboxMail;
import accounts.password.PasswordHash;
import accounts.store.Attempts;
import accounts.store.Attributes;
import accounts.store.DynamoDecoys;
import accounts.store.DynamoTable;
import accounts.store.Position;
import accounts.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Members in the table: a profile and two guards, one per unique value, always written together. A
 * pending member's three items carry the same expiry; a guard past its own counts as absent, so a
 * new member may take it over before DynamoDB has deleted it.
 */
public final class DynamoMemberStore implements MemberStore {
  private static final String NEVER =
      "attribute_exists(pk) AND attribute_not_exists(pk) AND #ttl <= :now";

  /** So many pages of the table, of 1 MB each, are looked at for one page of members. */
  private static final int MOST_PAGES = 5;

  private static final Map<String, String> TTL_NAME = Map.of("#ttl", TTL);

  private final DynamoTable table;
  private final Clock clock;

  public DynamoMemberStore(DynamoTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  @Override
  public Creation create(Member member, OutboxMail mail) {
    return switch (put(member, mail, DynamoMemberItems.FREE)) {
      case Transaction.DONE -> Creation.CREATED;
      case 0 -> Creation.EMAIL_TAKEN;
      case 1 -> Creation.NICKNAME_TAKEN;
      default -> throw new IllegalStateException("A new member's id was there already");
    };
  }

  @Override
  public void rehearseCreate(Member member, OutboxMail mail) {
    put(member, mail, NEVER);
  }

  private int put(Member member, OutboxMail mail, String condition) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(putGuard(guardKey(member.email()), member, condition));
    items.add(putGuard(guardKey(member.nickname()), member, condition));
    items.addAll(profileAndEvent(member));
    items.add(DynamoMailOutbox.toTransactItem(table, mail));
    return Transaction.run(table, items);
  }

  private List<TransactWriteItem> profileAndEvent(Member member) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(
        TransactWriteItem.builder()
            .put(
                Put.builder()
                    .tableName(table.name())
                    .item(DynamoMemberItems.toItem(member, 1))
                    .conditionExpression("attribute_not_exists(pk)")
                    .build())
            .build());
    items.addAll(
        DynamoEvents.toTransactItems(
            table,
            member.id().value(),
            0,
            List.of(
                MemberEvent.signedUp(
                    member.email().address(), member.nickname().text(), member.language().tag())),
            clock));
    return items;
  }

  @Override
  public Optional<Creation> pretendCreate(Member member, MemberId holder, OutboxMail notice) {
    Instant now = clock.instant();
    Map<String, AttributeValue> held =
        DynamoMemberItems.guard(guardKey(member.nickname()), member.id(), member.expiresAt());
    held.put(DynamoMemberItems.HELD, AttributeValue.fromBool(true));
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(DynamoMemberItems.touchGuard(table, guardKey(member.email()), holder, now));
    items.add(putIf(DynamoMemberItems.FREE, held, Map.of()));
    items.addAll(DynamoDecoys.of(table, profileAndEvent(member), clock));
    items.add(DynamoMailOutbox.toTransactItem(table, notice));
    return switch (Transaction.run(table, items)) {
      case Transaction.DONE -> Optional.of(Creation.CREATED);
      case 0 -> Optional.empty();
      default -> Optional.of(Creation.NICKNAME_TAKEN);
    };
  }

  @Override
  public Optional<MemberId> holder(Email email) {
    return table
        .get(guardKey(email))
        .filter(
            guard ->
                optionalNumber(guard, TTL)
                    .filter(ttl -> ttl <= clock.instant().getEpochSecond())
                    .isEmpty())
        .map(guard -> new MemberId(string(guard, "memberId")));
  }

  private TransactWriteItem putGuard(
      Map<String, AttributeValue> key, Member member, String condition) {
    return putIf(
        condition, DynamoMemberItems.guard(key, member.id(), member.expiresAt()), Map.of());
  }

  @Override
  public Import importMember(Member member, Actor actor, boolean announce) {
    List<MemberEvent> events =
        announce
            ? List.of(
                MemberEvent.imported(
                    member.email().address(),
                    member.nickname().text(),
                    member.status().name(),
                    actor))
            : List.of();
    return Attempts.run(() -> tryImport(member, events));
  }

  /** Nothing if the member whose id it is has gone meanwhile. */
  private Optional<Import> tryImport(Member member, List<MemberEvent> events) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(
        putIf(DynamoMemberItems.FREE, DynamoMemberItems.toItem(member, events.size()), Map.of()));
    for (Map<String, AttributeValue> key :
        List.of(guardKey(member.email()), guardKey(member.nickname()))) {
      items.add(
          putIf(
              DynamoMemberItems.FREE_OR_OURS,
              DynamoMemberItems.guard(key, member.id(), member.expiresAt()),
              Map.of(":id", string(member.id().value()))));
    }
    items.addAll(DynamoEvents.toTransactItems(table, member.id().value(), 0, events, clock));
    return switch (Transaction.run(table, items)) {
      case Transaction.DONE -> Optional.of(Import.IMPORTED);
      case 0 -> find(member.id()).map(there -> sameId(there, member));
      case 1 -> Optional.of(Import.EMAIL_TAKEN);
      case 2 -> Optional.of(Import.NICKNAME_TAKEN);
      default -> throw new IllegalStateException("An import has no other condition");
    };
  }

  private static Import sameId(Member there, Member member) {
    return there.email().equals(member.email()) ? Import.ALREADY_THERE : Import.ID_TAKEN;
  }

  private TransactWriteItem putIf(
      String condition, Map<String, AttributeValue> item, Map<String, AttributeValue> values) {
    Map<String, AttributeValue> all = new HashMap<>(values);
    all.put(":now", seconds(clock.instant()));
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table.name())
                .item(item)
                .conditionExpression(condition)
                .expressionAttributeNames(TTL_NAME)
                .expressionAttributeValues(all)
                .build())
        .build();
  }

  @Override
  public Import foreseeImport(Member member) {
    Optional<Member> sameId = find(member.id());
    if (sameId.isPresent()) {
      return sameId(sameId.get(), member);
    }
    if (!isFree(guardKey(member.email()), member.id())) {
      return Import.EMAIL_TAKEN;
    }
    return isFree(guardKey(member.nickname()), member.id())
        ? Import.IMPORTED
        : Import.NICKNAME_TAKEN;
  }

  @Override
  public Optional<Member> findByEmail(Email email) {
    Optional<Map<String, AttributeValue>> guard = table.get(guardKey(email));
    if (guard.isEmpty()) {
      return Optional.empty();
    }
    // A guard that was taken over between the two reads leads to a member with another email.
    return find(new MemberId(string(guard.get(), "memberId")))
        .filter(member -> member.email().equals(email));
  }

  @Override
  public Optional<Member> findByEmail(Email email, MemberId decoy) {
    MemberId id =
        table
            .get(guardKey(email))
            .map(guard -> new MemberId(string(guard, "memberId")))
            .orElse(decoy);
    return find(id).filter(member -> member.email().equals(email));
  }

  @Override
  public Optional<Member> find(MemberId id) {
    return table
        .get(profileKey(id))
        .map(DynamoMemberItems::toMember)
        .filter(member -> member.existsAt(clock.instant()));
  }

  @Override
  public Optional<Member> findByNickname(Nickname nickname) {
    return table
        .get(guardKey(nickname))
        .flatMap(guard -> find(new MemberId(string(guard, "memberId"))))
        .filter(member -> member.nickname().equals(nickname));
  }

  @Override
  public Page list(int limit, Optional<String> from) {
    ScanRequest.Builder request =
        ScanRequest.builder()
            .filterExpression("sk = :profile AND (attribute_not_exists(#ttl) OR #ttl > :now)")
            .expressionAttributeNames(TTL_NAME)
            .expressionAttributeValues(
                Map.of(
                    ":profile",
                    string(DynamoMemberItems.PROFILE),
                    ":now",
                    seconds(clock.instant())));
    from.ifPresent(position -> request.exclusiveStartKey(Position.toKey(position)));
    List<Map<String, AttributeValue>> profiles = new ArrayList<>();
    Optional<String> next = Optional.empty();
    for (int page = 0; page < MOST_PAGES && profiles.size() <= limit; page++) {
      ScanResponse response = table.scan(request);
      profiles.addAll(response.items());
      next =
          response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty()
              ? Optional.of(Position.of(response.lastEvaluatedKey()))
              : Optional.empty();
      if (next.isEmpty()) {
        break;
      }
      request.exclusiveStartKey(response.lastEvaluatedKey());
    }
    if (profiles.size() > limit) {
      profiles = profiles.subList(0, limit);
      next = Optional.of(Position.of(profiles.getLast()));
    }
    return new Page(profiles.stream().map(DynamoMemberItems::toMember).toList(), next);
  }

  @Override
  public boolean isFree(Email email, MemberId member) {
    return isFree(guardKey(email), member);
  }

  private boolean isFree(Map<String, AttributeValue> guardKey, MemberId member) {
    Optional<Map<String, AttributeValue>> guard = table.get(guardKey);
    return guard.isEmpty()
        || string(guard.get(), "memberId").equals(member.value())
        || optionalNumber(guard.get(), TTL)
            .filter(ttl -> ttl <= clock.instant().getEpochSecond())
            .isPresent();
  }

  @Override
  public boolean activate(Member member) {
    Optional<Member> current = Optional.of(member);
    for (int attempt = 1; current.isPresent(); attempt++) {
      if (current.get().status() != MemberStatus.PENDING) {
        // What was read may be of some time ago.
        return find(member.id()).filter(m -> m.status() == MemberStatus.ACTIVE).isPresent();
      }
      int failed = Transaction.run(table, activation(current.get()));
      if (failed != 0) {
        return failed == Transaction.DONE;
      }
      Transaction.pauseBeforeNext(attempt);
      current = find(member.id());
    }
    return false;
  }

  private List<TransactWriteItem> activation(Member member) {
    Instant now = clock.instant();
    DynamoProfileChange change =
        DynamoProfileChange.of(member)
            .require("status", string(MemberStatus.PENDING.name()))
            .requireLater(TTL, seconds(now))
            .set("status", string(MemberStatus.ACTIVE.name()))
            .remove(TTL)
            .forgetFailures()
            .tell(MemberEvent.verified());
    return change.toTransactItems(
        table,
        List.of(
            DynamoMemberItems.keepGuard(table, guardKey(member.email()), member.id(), now),
            DynamoMemberItems.keepGuard(table, guardKey(member.nickname()), member.id(), now)),
        clock);
  }

  @Override
  public ProfileUpdate updateProfile(Member member, Nickname nickname, Language language) {
    Optional<Member> current = Optional.of(member);
    for (int attempt = 1; current.isPresent(); attempt++) {
      int failed = Transaction.run(table, profileUpdate(current.get(), nickname, language));
      if (failed != 0) {
        return switch (failed) {
          case Transaction.DONE -> ProfileUpdate.UPDATED;
          case 1 -> ProfileUpdate.NICKNAME_TAKEN;
          default -> ProfileUpdate.STALE;
        };
      }
      Transaction.pauseBeforeNext(attempt);
      current =
          find(member.id())
              .filter(m -> m.status() == MemberStatus.ACTIVE)
              .filter(m -> m.nickname().text().equals(member.nickname().text()))
              .filter(m -> m.language() == member.language());
    }
    return ProfileUpdate.STALE;
  }

  private List<TransactWriteItem> profileUpdate(
      Member member, Nickname nickname, Language language) {
    DynamoProfileChange change =
        DynamoProfileChange.of(member)
            .require("status", string(MemberStatus.ACTIVE.name()))
            .set("nickname", string(nickname.text()))
            .set("language", string(language.tag()))
            .tell(MemberEvent.profileUpdated(nickname.text(), language.tag()));
    List<TransactWriteItem> guards = new ArrayList<>();
    if (!nickname.equals(member.nickname())) {
      guards.add(
          DynamoMemberItems.takeGuard(table, guardKey(nickname), member.id(), clock.instant()));
      guards.add(DynamoMemberItems.releaseGuard(table, guardKey(member.nickname()), member.id()));
    }
    return change.toTransactItems(table, guards, clock);
  }

  @Override
  public Optional<LoginLock> recordFailedLogin(Member member, OutboxMail notice) {
    Optional<Member> current = Optional.of(member);
    for (int attempt = 1; current.isPresent(); attempt++) {
      LoginLock lock = LoginLock.afterFailure(current.get().lock(), clock.instant());
      if (Transaction.run(table, failedLogin(current.get(), lock, notice)) == Transaction.DONE) {
        return Optional.of(lock);
      }
      Transaction.pauseBeforeNext(attempt);
      current =
          find(member.id())
              .filter(m -> m.passwordHash().equals(member.passwordHash()))
              .filter(m -> m.status() == member.status())
              .filter(m -> m.lock().flatMap(l -> l.lockedFor(clock.instant())).isEmpty());
    }
    return Optional.empty();
  }

  private List<TransactWriteItem> failedLogin(Member member, LoginLock lock, OutboxMail notice) {
    DynamoProfileChange change =
        DynamoProfileChange.of(member)
            .require("passwordHash", string(member.passwordHash().value()))
            .set(DynamoMemberItems.FAILURES, Attributes.number(lock.failures()))
            .set(DynamoMemberItems.FAILED_AT, millis(lock.failedAt()))
            .tell(MemberEvent.loginFailed(lock.failures()));
    if (lock.lockedUntil().isPresent()) {
      Instant until = lock.lockedUntil().get();
      change
          .set(DynamoMemberItems.LOCKED_UNTIL, millis(until))
          .tell(MemberEvent.locked(lock.failures(), until));
    } else {
      change.remove(DynamoMemberItems.LOCKED_UNTIL);
    }
    List<TransactWriteItem> mails = new ArrayList<>();
    if (lock.isToBeTold(member.lockToldAt())) {
      change.set(DynamoMemberItems.LOCK_TOLD_AT, millis(lock.failedAt()));
      List<TransactWriteItem> mail = List.of(DynamoMailOutbox.toTransactItem(table, notice));
      // Who cannot log in at all is told nothing, which nobody shall notice.
      mails.addAll(
          member.status() == MemberStatus.ACTIVE ? mail : DynamoDecoys.of(table, mail, clock));
    }
    return change.toTransactItems(table, mails, clock);
  }

  @Override
  public Stranger findStranger(Email email) {
    return new DynamoStrangers(table, clock).find(email);
  }

  @Override
  public Optional<LoginLock> recordFailedLogin(Stranger stranger, OutboxMail notice) {
    return new DynamoStrangers(table, clock).recordFailedLogin(stranger, notice);
  }

  @Override
  public Recording suppress(Email email, Suppression suppression, Instant sentAt) {
    // Of an address that was the member's once, the guard may still be.
    Optional<Member> found = findByEmail(email);
    if (found.isEmpty()) {
      return Recording.NOBODY;
    }
    Member member = found.get();
    try {
      table.update(
          UpdateItemRequest.builder()
              .key(profileKey(member.id()))
              .updateExpression(
                  "SET suppressedFor = :reason, suppressedAt = :at, suppressedType = :type")
              .conditionExpression(
                  "email = :email AND createdAt <= :sentAt"
                      + " AND (attribute_not_exists(#ttl) OR #ttl > :now)"
                      // What lifts a suppression leaves its time, so that this holds afterwards.
                      + " AND (attribute_not_exists(suppressedAt) OR suppressedAt < :at)")
              .expressionAttributeNames(TTL_NAME)
              .expressionAttributeValues(
                  Map.of(
                      ":email", string(member.email().address()),
                      ":reason", string(suppression.reason().name()),
                      ":at", millis(suppression.at()),
                      ":type", string(suppression.type()),
                      ":sentAt", millis(sentAt),
                      ":now", seconds(clock.instant())))
              .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
      return Recording.RECORDED;
    } catch (ConditionalCheckFailedException e) {
      boolean known =
          e.hasItem()
              && optionalNumber(e.item(), "suppressedAt")
                  .filter(at -> at >= suppression.at().toEpochMilli())
                  .isPresent();
      return known ? Recording.KNOWN : Recording.NOBODY;
    }
  }

  @Override
  public boolean replacePasswordHash(MemberId id, PasswordHash old, PasswordHash replacement) {
    try {
      table.update(
          UpdateItemRequest.builder()
              .key(profileKey(id))
              .updateExpression("SET passwordHash = :new")
              .conditionExpression("passwordHash = :old")
              .expressionAttributeValues(
                  Map.of(":old", string(old.value()), ":new", string(replacement.value()))));
      return true;
    } catch (ConditionalCheckFailedException e) {
      // The password was changed, or the member deleted: then this hash is of no use.
      return false;
    }
  }
}
