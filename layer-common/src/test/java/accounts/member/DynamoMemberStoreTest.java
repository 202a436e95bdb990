package accounts.member;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.event.Actor;
import accounts.event.EventTexts;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.password.PasswordHash;
import accounts.store.Attributes;
import accounts.store.DynamoDecoys;
import accounts.store.DynamoTable;
import accounts.store.RecordingClient;
import accounts.testing.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The conditions of the writes, to the letter: what holds under every race hangs on them. */
class DynamoMemberStoreTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final RecordingClient client = new RecordingClient(Map.of());
  private final MemberStore store = new DynamoMemberStore(new DynamoTable(client, "table"), clock);
  private final Member alice = Members.pending("Alice@example.com", "Älice", clock.instant());

  private List<TransactWriteItem> items() {
    assertThat(client.transactions()).hasSize(1);
    return client.transactions().getFirst().transactItems();
  }

  @Test
  void create_isOneTransactionOfGuardsProfileMailAndEvent() {
    store.create(
        alice,
        OutboxMail.verificationCode(
            alice.id().value(), "ABC123", "Alice@example.com", Language.ENGLISH, clock.instant()));

    List<Put> puts = items().stream().map(TransactWriteItem::put).toList();
    assertThat(puts)
        .extracting(p -> Attributes.string(p.item(), "pk"))
        .containsExactly(
            "EMAIL#alice@example.com",
            "NICKNAME#älice",
            "MEMBER#" + alice.id(),
            "MEMBER#" + alice.id(),
            "MEMBER#" + alice.id());
    assertThat(puts.get(2).item()).containsEntry("version", Attributes.number(1));
    assertThat(puts.get(3).item())
        .containsEntry("sk", Attributes.string("EVENT#0000000000000000001"));
    for (Put guard : puts.subList(0, 2)) {
      assertThat(guard.conditionExpression()).isEqualTo("attribute_not_exists(pk) OR #ttl <= :now");
      assertThat(guard.expressionAttributeNames()).containsExactly(Map.entry("#ttl", "ttl"));
      assertThat(guard.expressionAttributeValues())
          .containsEntry(":now", Attributes.seconds(clock.instant()));
    }
    assertThat(puts.get(2).conditionExpression()).isEqualTo("attribute_not_exists(pk)");
    assertThat(puts.subList(0, 3))
        .allSatisfy(
            p ->
                assertThat(p.item())
                    .containsEntry(
                        "ttl", Attributes.seconds(clock.instant().plus(Duration.ofDays(1)))));
  }

  @Test
  void rehearseCreate_isTheSameUnderAConditionThatIsNeverMet() {
    store.rehearseCreate(
        alice,
        OutboxMail.verificationCode(
            alice.id().value(), "ABC123", "Alice@example.com", Language.ENGLISH, clock.instant()));

    assertThat(items()).hasSize(5);
    for (TransactWriteItem guard : items().subList(0, 2)) {
      assertThat(guard.put().conditionExpression())
          .isEqualTo("attribute_exists(pk) AND attribute_not_exists(pk) AND #ttl <= :now");
    }
  }

  @Test
  void pretendCreate_isATransactionOfAsMuch() {
    OutboxMail notice =
        OutboxMail.signUpAgain("holder", "alice@example.com", Language.ENGLISH, clock.instant());
    store.create(alice, notice);
    store.pretendCreate(alice, new MemberId("holder"), notice);

    assertThat(client.shapes())
        .containsExactly("put, put, put, put, put", "update, put, put, put, put");
    List<TransactWriteItem> items = client.transactions().get(1).transactItems();
    assertThat(items.get(0).update().expressionAttributeValues())
        .containsEntry(":id", Attributes.string("holder"));
    assertThat(items.get(1).put().conditionExpression())
        .isEqualTo("attribute_not_exists(pk) OR #ttl <= :now");
    assertThat(items.get(1).put().item())
        .containsEntry("held", AttributeValue.fromBool(true))
        .containsEntry("ttl", Attributes.seconds(clock.instant().plus(Duration.ofDays(1))));
    assertThat(items.subList(2, 4))
        .extracting(item -> Attributes.string(item.put().item(), "pk"))
        .allMatch(pk -> pk.startsWith(DynamoDecoys.DECOY));
    assertThat(items.get(4).put().item()).containsEntry("pk", Attributes.string("MEMBER#holder"));
  }

  @ParameterizedTest
  @CsvSource({"3, 'update, put'", "4, 'update, put, put, put'"})
  void recordFailedLogin_isATransactionOfAsMuchWhoeverItIs(int before, String shape) {
    Optional<LoginLock> lock =
        Optional.of(new LoginLock(before, clock.instant(), Optional.empty()));
    OutboxMail notice = Members.lockNotice(alice);

    store.recordFailedLogin(Members.locked(Members.with(alice, MemberStatus.ACTIVE), lock), notice);
    store.recordFailedLogin(Members.locked(alice, lock), notice);
    store.recordFailedLogin(new Stranger(alice.email(), lock, Optional.empty(), 7), notice);

    assertThat(client.shapes()).containsExactly(shape, shape, shape);
    List<TransactWriteItem> ofStranger = client.transactions().get(2).transactItems();
    assertThat(Attributes.string(ofStranger.get(0).update().key(), "pk"))
        .startsWith("STRANGER#")
        .doesNotContain("alice");
    assertThat(ofStranger.get(0).update().conditionExpression())
        .isEqualTo("attribute_not_exists(pk) OR #version = :version");
    assertThat(ofStranger.subList(1, ofStranger.size()))
        .extracting(item -> Attributes.string(item.put().item(), "pk"))
        .allMatch(pk -> pk.startsWith(DynamoDecoys.DECOY));
  }

  @Test
  void importMember_isOneTransactionOfProfileGuardsAndEvent() {
    store.importMember(
        alice, Actor.operator("arn:aws:iam::123456789012:user/eve", Optional.empty()), true);

    // Without an entry in the record of operators' acts: the whole import is one.
    assertThat(items()).hasSize(4);
    assertThat(Attributes.string(items().get(3).put().item(), "sk"))
        .isEqualTo("EVENT#0000000000000000001");
    assertThat(EventTexts.ofJson(Attributes.string(items().get(3).put().item(), "event")))
        .isEqualTo(
            "1 member.imported operator"
                + " {email=Alice@example.com, nickname=Älice, status=PENDING}");
    assertThat(items().get(0).put().item()).containsEntry("version", Attributes.number(1));
    List<Put> puts = items().subList(0, 3).stream().map(TransactWriteItem::put).toList();
    assertThat(puts)
        .extracting(p -> Attributes.string(p.item(), "pk"))
        .containsExactly("MEMBER#" + alice.id(), "EMAIL#alice@example.com", "NICKNAME#älice");
    assertThat(puts.get(0).conditionExpression())
        .isEqualTo("attribute_not_exists(pk) OR #ttl <= :now");
    for (Put guard : puts.subList(1, 3)) {
      assertThat(guard.conditionExpression())
          .isEqualTo("attribute_not_exists(pk) OR #ttl <= :now OR memberId = :id");
      assertThat(guard.expressionAttributeValues())
          .containsEntry(":id", Attributes.string(alice.id().value()));
    }
    assertThat(puts)
        .allSatisfy(
            p ->
                assertThat(p.item())
                    .containsEntry(
                        "ttl", Attributes.seconds(clock.instant().plus(Duration.ofDays(1)))));
  }

  @Test
  void activate_isOneTransactionThatHoldsForAllThree() {
    store.activate(alice);

    List<Update> updates = items().stream().map(TransactWriteItem::update).toList();
    assertThat(updates.get(0).conditionExpression())
        .isEqualTo("#version = :version AND #status = :was_status AND #ttl > :least_ttl");
    assertThat(updates.get(0).expressionAttributeValues())
        .containsEntry(":was_status", Attributes.string("PENDING"))
        .containsEntry(":least_ttl", Attributes.seconds(clock.instant()));
    assertThat(updates.get(0).updateExpression())
        .isEqualTo(
            "SET #status = :status, #version = :next"
                + " REMOVE #ttl, #failures, #failedAt, #lockedUntil");
    for (Update guard : updates.subList(1, 3)) {
      assertThat(guard.conditionExpression())
          .isEqualTo("memberId = :id AND (attribute_not_exists(#ttl) OR #ttl > :now)");
      assertThat(guard.updateExpression()).isEqualTo("REMOVE #ttl");
    }
  }

  @Test
  void findByEmailWithADecoy_nobodyHasTheEmail_readsAProfileAllTheSame() {
    assertThat(store.findByEmail(alice.email(), new MemberId("nobody"))).isEmpty();

    assertThat(client.reads())
        .extracting(read -> Attributes.string(read.key(), "pk"))
        .containsExactly("EMAIL#alice@example.com", "MEMBER#nobody");
  }

  @Test
  void updateProfile_newNickname_isOneTransactionOfProfileAndGuards() {
    store.updateProfile(alice, new Nickname("Bob"), Language.KOREAN);

    assertThat(items()).hasSize(4);
    Update profile = items().get(0).update();
    assertThat(profile.conditionExpression())
        .isEqualTo("#version = :version AND #status = :was_status");
    assertThat(profile.expressionAttributeValues())
        .containsEntry(":version", Attributes.number(0))
        .containsEntry(":was_status", Attributes.string("ACTIVE"));
    Put taken = items().get(1).put();
    assertThat(Attributes.string(taken.item(), "pk")).isEqualTo("NICKNAME#bob");
    assertThat(taken.item()).doesNotContainKey("ttl");
    assertThat(taken.conditionExpression())
        .isEqualTo("attribute_not_exists(pk) OR #ttl <= :now OR memberId = :id");
    assertThat(Attributes.string(items().get(2).delete().key(), "pk")).isEqualTo("NICKNAME#älice");
    assertThat(items().get(2).delete().conditionExpression())
        .isEqualTo("attribute_not_exists(pk) OR memberId = :id");
  }

  @Test
  void updateProfile_sameNicknameInAnotherCase_leavesTheGuardAlone() {
    store.updateProfile(alice, new Nickname("ÄLICE"), Language.ENGLISH);

    assertThat(items()).hasSize(2);
  }

  @Test
  void suppress_holdsForALivingMemberOfThatTimeAndTheLatestOnly() {
    client.stored(
        Map.of(
            "pk", Attributes.string("MEMBER#" + alice.id()),
            "memberId", Attributes.string(alice.id().value()),
            "email", Attributes.string("Alice@example.com"),
            "nickname", Attributes.string("alice"),
            "passwordHash", Attributes.string("hash"),
            "status", Attributes.string("ACTIVE"),
            "createdAt", Attributes.number(0),
            "version", Attributes.number(1)));

    store.suppress(
        alice.email(),
        new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General"),
        clock.instant().minusSeconds(1));

    UpdateItemRequest update = client.updates().getFirst();
    assertThat(Attributes.string(update.key(), "pk")).isEqualTo("MEMBER#" + alice.id());
    assertThat(update.conditionExpression())
        .isEqualTo(
            "email = :email AND createdAt <= :sentAt AND (attribute_not_exists(#ttl) OR #ttl > :now)"
                + " AND (attribute_not_exists(suppressedAt) OR suppressedAt < :at)");
    assertThat(update.updateExpression())
        .isEqualTo("SET suppressedFor = :reason, suppressedAt = :at, suppressedType = :type");
    assertThat(update.expressionAttributeValues())
        .containsEntry(":at", Attributes.millis(clock.instant()))
        .containsEntry(":sentAt", Attributes.millis(clock.instant().minusSeconds(1)));
  }

  @Test
  void replacePasswordHash_holdsForTheOldOneOnly() {
    store.replacePasswordHash(alice.id(), new PasswordHash("old"), new PasswordHash("new"));

    UpdateItemRequest update = client.updates().getFirst();
    assertThat(update.conditionExpression()).isEqualTo("passwordHash = :old");
    assertThat(update.expressionAttributeValues()).containsEntry(":old", Attributes.string("old"));
  }
}
