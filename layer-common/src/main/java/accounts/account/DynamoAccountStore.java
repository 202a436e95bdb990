package accounts.account;

import static accounts.member.DynamoMemberItems.guardKey;
import static accounts.member.DynamoMemberItems.partition;
import static accounts.member.DynamoMemberItems.profileKey;
import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.millis;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;

import accounts.mail.DynamoMailOutbox;
import accounts.mail.OutboxMail;
import accounts.member.DynamoMemberItems;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.password.PasswordHash;
import accounts.session.DynamoSessionStore;
import accounts.session.SessionId;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import accounts.store.StoreUnavailableException;
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
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Changes of a member as transactions over the member's partition and guards.
 *
 * <p>The profile has a version, which moves on with every session that begins and with every change
 * of email that is asked for or made. A change that ends things reads the version, then what there
 * is to end, and holds only if the version is the same: so it misses nothing that was begun in
 * between, and is made anew over what there is then.
 */
public final class DynamoAccountStore implements AccountStore {
  private static final String RESET = "RESET";
  private static final String EMAIL_CHANGE = "EMAIL_CHANGE";
  private static final String UNDO = "UNDO#";
  private static final int ATTEMPTS = 5;

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
   * @param required written in the same transaction; the profile is its first item
   * @param ended in the same transaction, as many as fit in; the others before it. What belongs
   *     together stands together: a former address and its guard
   */
  private record Plan(List<TransactWriteItem> required, List<List<TransactWriteItem>> ended) {}

  @Override
  public Change changePassword(
      Member member, PasswordHash hash, Optional<SessionId> kept, OutboxMail mail) {
    String keptKey = kept.map(id -> DynamoSessionStore.SESSION + id.value()).orElse("");
    return apply(
        member,
        (profile, items) ->
            Optional.of(
                new Plan(
                    List.of(
                        update(profile, "SET passwordHash = :new", newHash(hash)),
                        Transaction.delete(table, resetKey(member.id())),
                        DynamoMailOutbox.toTransactItem(table, mail)),
                    deletes(items, sk -> endsWithThePassword(sk) && !sk.equals(keptKey)))));
  }

  /** Besides the reset, which anybody may have asked for meanwhile: it is ended by its key. */
  private static boolean endsWithThePassword(String sk) {
    return sk.startsWith(DynamoSessionStore.SESSION) || sk.equals(EMAIL_CHANGE);
  }

  @Override
  public Change requestReset(Member member, PasswordReset reset, OutboxMail mail) {
    Map<String, AttributeValue> item = new HashMap<>(resetKey(member.id()));
    item.put("digest", string(reset.digest()));
    item.put("requestedAt", millis(reset.requestedAt()));
    item.put(TTL, seconds(reset.expiresAt()));
    // The version stays: anybody can ask for this, as often as they like, and would hold off the
    // changes that go by it. They end the reset by its key.
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
    Put newest =
        Put.builder()
            .tableName(table.name())
            .item(item)
            .conditionExpression("attribute_not_exists(pk) OR requestedAt <= :before")
            .expressionAttributeValues(
                Map.of(":before", millis(reset.requestedAt().minus(PasswordReset.PAUSE))))
            .build();
    int failed =
        Transaction.run(
            table,
            List.of(
                TransactWriteItem.builder().conditionCheck(profile).build(),
                TransactWriteItem.builder().put(newest).build(),
                DynamoMailOutbox.toTransactItem(table, mail)));
    return failed == Transaction.DONE ? Change.DONE : Change.STALE;
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
        (profile, items) ->
            toSpend(items, RESET, reset.digest())
                .map(
                    spent ->
                        new Plan(
                            List.of(
                                update(profile, "SET passwordHash = :new", newHash(hash)),
                                spent,
                                DynamoMailOutbox.toTransactItem(table, mail)),
                            deletes(items, DynamoAccountStore::endsWithThePassword))));
  }

  @Override
  public Change requestEmailChange(Member member, EmailChange change, OutboxMail mail) {
    Map<String, AttributeValue> item = new HashMap<>(emailChangeKey(member.id()));
    item.put("email", string(change.email().address()));
    item.put("requestedAt", millis(change.requestedAt()));
    item.put(TTL, seconds(change.expiresAt()));
    return run(
        List.of(
            update(member, Optional.empty(), "ADD version :one", one()),
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
    Map<String, AttributeValue> values = new HashMap<>(one());
    values.put(":new", string(change.email().address()));
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
        List.of(
            update(
                member,
                Optional.empty(),
                // The time of a suppression stays: it tells events of the past from new ones.
                "SET email = :new REMOVE suppressedFor, suppressedType ADD version :one",
                values),
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
        .map(
            item ->
                new FormerEmail(
                    new Email(string(item, "email")),
                    string(item, "digest"),
                    Attributes.millis(item, "changedAt"),
                    expiry(item)))
        .filter(former -> clock.instant().isBefore(former.undoUntil()))
        .toList();
  }

  @Override
  public Change undoEmailChange(
      Member member, FormerEmail former, Optional<PasswordHash> hash, Optional<OutboxMail> mail) {
    return apply(
        member,
        (profile, items) -> {
          Optional<TransactWriteItem> spent = toSpend(items, undoSortKey(former), former.digest());
          if (spent.isEmpty()) {
            return Optional.empty();
          }
          Map<String, AttributeValue> values = new HashMap<>();
          values.put(":restored", string(former.email().address()));
          hash.ifPresent(h -> values.putAll(newHash(h)));
          List<TransactWriteItem> required = new ArrayList<>();
          required.add(
              update(
                  profile,
                  "SET email = :restored"
                      + (hash.isPresent() ? ", passwordHash = :new" : "")
                      + " REMOVE suppressedFor, suppressedType",
                  values));
          required.add(
              DynamoMemberItems.takeGuard(
                  table, guardKey(former.email()), member.id(), clock.instant()));
          required.add(spent.get());
          required.add(Transaction.delete(table, resetKey(member.id())));
          mail.ifPresent(m -> required.add(DynamoMailOutbox.toTransactItem(table, m)));
          Email left = DynamoMemberItems.toMember(profile).email();
          Map<Email, TransactWriteItem> guards = guardsOfUndone(member.id(), left, former, items);
          // With the profile: until then it is the member's address.
          Optional.ofNullable(guards.remove(left)).ifPresent(required::add);

          List<List<TransactWriteItem>> ended =
              deletes(items, DynamoAccountStore::endsWithThePassword);
          ended.addAll(endFormerEmails(items, sk -> sk.compareTo(undoSortKey(former)) > 0, guards));
          return Optional.of(new Plan(required, ended));
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
  public Change delete(Member member, Optional<OutboxMail> mail) {
    return apply(
        member,
        (profile, items) -> {
          Member current = DynamoMemberItems.toMember(profile);
          Map<String, AttributeValue> values = asRead(current, version(profile));
          values.put(":nickname", string(current.nickname().text()));
          Delete deletion =
              Delete.builder()
                  .tableName(table.name())
                  .key(profileKey(member.id()))
                  .conditionExpression(condition(version(profile)) + " AND nickname = :nickname")
                  .expressionAttributeNames(Map.of("#status", "status"))
                  .expressionAttributeValues(values)
                  .build();
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
              deletes(
                  items,
                  sk ->
                      !sk.equals(DynamoMemberItems.PROFILE)
                          && !sk.equals(RESET)
                          && !sk.startsWith(UNDO));
          ended.addAll(endFormerEmails(items, sk -> true, emails));
          List<TransactWriteItem> required = new ArrayList<>();
          required.add(TransactWriteItem.builder().delete(deletion).build());
          required.add(
              DynamoMemberItems.releaseGuard(table, guardKey(current.email()), member.id()));
          required.add(
              DynamoMemberItems.releaseGuard(table, guardKey(current.nickname()), member.id()));
          required.add(Transaction.delete(table, resetKey(member.id())));
          mail.ifPresent(m -> required.add(DynamoMailOutbox.toTransactItem(table, m)));
          return Optional.of(new Plan(required, ended));
        });
  }

  /** Plans a change; nothing if what it is to be made of is not there. */
  private interface Planner
      extends BiFunction<
          Map<String, AttributeValue>, List<Map<String, AttributeValue>>, Optional<Plan>> {}

  /** Makes a change of the member and of all that is stored below, as it is at that moment. */
  private Change apply(Member member, Planner change) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<Map<String, AttributeValue>> profile = table.get(profileKey(member.id()));
      if (profile.isEmpty() || !isAsRead(member, DynamoMemberItems.toMember(profile.get()))) {
        return Change.STALE;
      }
      // Second: what was added after the first read moved the version on.
      List<Map<String, AttributeValue>> items = table.query(partition(member.id()), "");
      Optional<Plan> plan = change.apply(profile.get(), items);
      if (plan.isEmpty()) {
        return Change.STALE;
      }
      if (Transaction.run(table, fit(plan.get())) == Transaction.DONE) {
        return Change.DONE;
      }
      Transaction.pause(attempt);
    }
    throw new StoreUnavailableException(
        "The table", new IllegalStateException("The member changes all the time"));
  }

  /** The transaction, after what does not fit into one was ended. */
  private List<TransactWriteItem> fit(Plan plan) {
    int left = plan.ended().stream().mapToInt(List::size).sum();
    List<TransactWriteItem> all = new ArrayList<>(plan.required());
    List<TransactWriteItem> before = new ArrayList<>();
    for (List<TransactWriteItem> group : plan.ended()) {
      boolean fits = plan.required().size() + left <= Transaction.MOST_ITEMS;
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
   * A change of one transaction. If its second item has a condition, it is a new address' guard.
   */
  private Change run(List<TransactWriteItem> items) {
    int failed = Transaction.run(table, items);
    if (failed == Transaction.DONE) {
      return Change.DONE;
    }
    return failed == 1 ? Change.EMAIL_TAKEN : Change.STALE;
  }

  private boolean isAsRead(Member read, Member now) {
    return read.passwordHash().equals(now.passwordHash())
        && read.email().address().equals(now.email().address())
        && read.status() == now.status()
        && now.existsAt(clock.instant());
  }

  private TransactWriteItem update(
      Map<String, AttributeValue> profile, String expression, Map<String, AttributeValue> values) {
    return update(DynamoMemberItems.toMember(profile), version(profile), expression, values);
  }

  private TransactWriteItem update(
      Member member,
      Optional<Long> version,
      String expression,
      Map<String, AttributeValue> values) {
    Map<String, AttributeValue> all = asRead(member, version);
    all.putAll(values);
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table.name())
                .key(profileKey(member.id()))
                .updateExpression(expression)
                .conditionExpression(condition(version))
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(all)
                .build())
        .build();
  }

  private static Optional<Long> version(Map<String, AttributeValue> profile) {
    return Optional.of(number(profile, "version"));
  }

  /**
   * @param version that there has to be; nothing: any
   */
  private static String condition(Optional<Long> version) {
    String same = "passwordHash = :hash AND email = :email AND #status = :status";
    return version.isPresent() ? same + " AND version = :version" : same;
  }

  private static Map<String, AttributeValue> asRead(Member member, Optional<Long> version) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":hash", string(member.passwordHash().value()));
    values.put(":email", string(member.email().address()));
    values.put(":status", string(member.status().name()));
    version.ifPresent(v -> values.put(":version", Attributes.number(v)));
    return values;
  }

  private static Map<String, AttributeValue> newHash(PasswordHash hash) {
    return Map.of(":new", string(hash.value()));
  }

  private static Map<String, AttributeValue> one() {
    return Map.of(":one", Attributes.number(1));
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
