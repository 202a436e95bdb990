package accounts.account;

import static accounts.store.Attributes.number;
import static accounts.store.Attributes.seconds;
import static accounts.store.Attributes.string;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.AccountStore.Change;
import accounts.event.Actor;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.Members;
import accounts.password.PasswordHash;
import accounts.session.SessionId;
import accounts.store.Attributes;
import accounts.store.DynamoDecoys;
import accounts.store.DynamoTable;
import accounts.store.RecordingClient;
import accounts.testing.MutableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The conditions of the writes, to the letter: what holds under every race hangs on them. */
class DynamoAccountStoreTest {
  private static final String AS_READ =
      "#version = :version AND #passwordHash = :was_passwordHash AND #email = :was_email"
          + " AND #status = :was_status";
  private static final PasswordHash NEW_HASH = new PasswordHash("new");
  private static final String SESSION = "00112233445566778899aabbccddeeff";

  private final MutableClock clock = MutableClock.startingNow();
  private final RecordingClient client = new RecordingClient(Map.of());
  private final AccountStore store =
      new DynamoAccountStore(new DynamoTable(client, "table"), clock);
  private final Member alice =
      Members.numbered(Members.active("Alice@example.com", "alice", clock.instant()), 7);
  private final String partition = "MEMBER#" + alice.id();
  private final OutboxMail mail =
      OutboxMail.passwordChanged(
          alice.id().value(), "Alice@example.com", Language.ENGLISH, clock.instant());

  DynamoAccountStoreTest() {
    client.stored(
        Map.of(
            "pk", string(partition),
            "sk", string("PROFILE"),
            "email", string("Alice@example.com"),
            "nickname", string("alice"),
            "passwordHash", string(alice.passwordHash().value()),
            "status", string("ACTIVE"),
            "createdAt", Attributes.millis(alice.createdAt()),
            "version", number(7)));
  }

  private List<TransactWriteItem> items() {
    assertThat(client.transactions()).hasSize(1);
    return client.transactions().getFirst().transactItems();
  }

  private Map<String, AttributeValue> item(String sk) {
    return Map.of("pk", string(partition), "sk", string(sk));
  }

  private Map<String, AttributeValue> session(String id) {
    return Map.of(
        "pk", string(partition),
        "sk", string("SESSION#" + id),
        "ttl", seconds(clock.instant().plusSeconds(1)));
  }

  private Map<String, AttributeValue> token(String sk, String digest) {
    return Map.of(
        "pk", string(partition),
        "sk", string(sk),
        "email", string("old@example.com"),
        "changedAt", number(1),
        "digest", string(digest),
        "ttl", seconds(clock.instant().plusSeconds(1)));
  }

  /** The sort keys of what the transaction deletes. */
  private List<String> deleted() {
    return items().stream()
        .filter(item -> item.delete() != null)
        .map(item -> string(item.delete().key(), "sk"))
        .toList();
  }

  private void assertHoldsForTheVersionRead(Update profile) {
    assertThat(profile.key()).isEqualTo(item("PROFILE"));
    assertThat(profile.conditionExpression()).isEqualTo(AS_READ);
    assertThat(profile.expressionAttributeNames()).containsEntry("#status", "status");
    assertThat(profile.expressionAttributeValues())
        .containsEntry(":was_passwordHash", string(alice.passwordHash().value()))
        .containsEntry(":was_email", string("Alice@example.com"))
        .containsEntry(":was_status", string("ACTIVE"))
        .containsEntry(":version", number(7));
  }

  @Test
  void changePassword_holdsForTheMemberAndTheVersionRead() {
    client.queried(
        List.of(
            item("EMAIL_CHANGE"),
            item("MAIL#1"),
            item("PROFILE"),
            item("RESET"),
            session(SESSION),
            session("other"),
            item("UNDO#1")));

    store.changePassword(alice, NEW_HASH, Optional.of(new SessionId(SESSION)), mail);

    Update profile = items().get(0).update();
    assertHoldsForTheVersionRead(profile);
    assertThat(profile.updateExpression())
        .isEqualTo(
            "SET #passwordHash = :passwordHash, #version = :next"
                + " REMOVE #failures, #failedAt, #lockedUntil");
    assertThat(profile.expressionAttributeValues()).containsEntry(":next", number(9));
    assertThat(items())
        .filteredOn(item -> item.put() != null)
        .extracting(item -> string(item.put().item(), "sk"))
        .contains("EVENT#0000000000000000008", "EVENT#0000000000000000009");
    assertThat(deleted()).containsExactly("RESET", "EMAIL_CHANGE", "SESSION#other");
  }

  @Test
  void changePassword_goesByWhatItsCallerRead() {
    store.changePassword(alice, NEW_HASH, Optional.empty(), mail);

    assertThat(items()).isNotEmpty();
    assertThat(client.reads()).isEmpty();
  }

  /** Else sessions would have ended for a change that, as it shows then, is not made. */
  @Test
  void changePassword_moreSessionsThanFitIn_readsTheMemberAnewBeforeTheFirstEnds() {
    client.queried(IntStream.range(0, 120).mapToObj(i -> session("%032x".formatted(i))).toList());
    Member before = Members.withCredentials(alice, alice.email(), new PasswordHash("before"));

    assertThat(store.changePassword(before, NEW_HASH, Optional.empty(), mail))
        .isEqualTo(Change.STALE);
    assertThat(client.transactions()).isEmpty();

    assertThat(store.changePassword(alice, NEW_HASH, Optional.empty(), mail))
        .isEqualTo(Change.DONE);
    assertThat(client.transactions()).hasSize(2);
  }

  @Test
  void confirmReset_spendsTheTokenInTheSameTransaction() {
    client.queried(List.of(token("RESET", "digest"), session("other")));
    PasswordReset reset =
        new PasswordReset("digest", clock.instant(), clock.instant().plus(Duration.ofMinutes(1)));

    store.confirmReset(alice, reset, NEW_HASH, mail);

    assertHoldsForTheVersionRead(items().get(0).update());
    assertThat(items().get(1).delete().key()).isEqualTo(item("RESET"));
    assertThat(items().get(1).delete().conditionExpression())
        .isEqualTo("digest = :digest AND #ttl > :now");
    assertThat(items().get(1).delete().expressionAttributeValues())
        .containsEntry(":digest", string("digest"))
        .containsEntry(":now", seconds(clock.instant()));
    assertThat(deleted()).containsExactly("RESET", "SESSION#other");
  }

  @Test
  void confirmReset_anotherToken_writesNothing() {
    client.queried(List.of(token("RESET", "another")));
    PasswordReset reset =
        new PasswordReset("digest", clock.instant(), clock.instant().plus(Duration.ofMinutes(1)));

    assertThat(store.confirmReset(alice, reset, NEW_HASH, mail)).isEqualTo(Change.STALE);

    assertThat(client.transactions()).isEmpty();
  }

  @Test
  void requestReset_holdsForALivingMemberWhoIsNotDisabled() {
    SecretToken token = SecretToken.create(alice.id(), new SecureRandom());

    store.requestReset(alice, PasswordReset.by(token, clock.instant()), mail);

    // A condition only: who asks all the time must not hold off the changes that go by the version.
    assertThat(items().get(0).conditionCheck().conditionExpression())
        .isEqualTo(
            "email = :email AND #status <> :disabled"
                + " AND (attribute_not_exists(#ttl) OR #ttl > :now)");
    assertThat(items().get(1).put().item())
        .containsEntry("digest", string(token.digest()))
        .containsEntry("ttl", seconds(clock.instant().plus(Duration.ofMinutes(30))));
  }

  @Test
  void pretendReset_isATransactionOfAsMuch() {
    PasswordReset reset =
        PasswordReset.by(SecretToken.create(alice.id(), new SecureRandom()), clock.instant());

    store.requestReset(alice, reset, mail);
    store.pretendReset(alice, reset, mail);

    assertThat(client.shapes()).containsExactly("check, put, put", "check, put, put");
    assertThat(client.transactions().get(1).transactItems().subList(1, 3))
        .extracting(item -> string(item.put().item(), "pk"))
        .allMatch(pk -> pk.startsWith(DynamoDecoys.DECOY));
  }

  @Test
  void confirmEmailChange_movesBothGuardsUnderTheirConditions() {
    EmailChange change = EmailChange.to(new Email("New@example.com"), clock.instant());
    FormerEmail former =
        FormerEmail.of(
            alice.email(), SecretToken.create(alice.id(), new SecureRandom()), clock.instant());

    store.confirmEmailChange(alice, change, former, mail);

    Update profile = items().get(0).update();
    assertThat(profile.conditionExpression()).isEqualTo(AS_READ);
    assertThat(profile.updateExpression())
        .isEqualTo("SET #email = :email, #version = :next REMOVE #suppressedFor, #suppressedType");
    assertThat(string(items().get(1).put().item(), "pk")).isEqualTo("EMAIL#new@example.com");
    assertThat(items().get(1).put().conditionExpression())
        .isEqualTo("attribute_not_exists(pk) OR #ttl <= :now OR memberId = :id");
    assertThat(string(items().get(2).put().item(), "pk")).isEqualTo("EMAIL#alice@example.com");
    assertThat(items().get(2).put().item())
        .containsEntry("ttl", seconds(clock.instant().plus(Duration.ofDays(7))));
    assertThat(items().get(2).put().conditionExpression())
        .isEqualTo("attribute_not_exists(pk) OR memberId = :id");
    assertThat(items().get(4).delete().conditionExpression())
        .isEqualTo("email = :email AND #ttl > :now");
  }

  @Test
  void delete_holdsForTheVersionAndNicknameRead() {
    client.queried(
        List.of(item("MAIL#1"), item("PROFILE"), session("other"), token("UNDO#1", "digest")));

    store.delete(alice, Optional.of(mail), Actor.member());

    assertThat(items().get(0).delete().conditionExpression())
        .isEqualTo(AS_READ + " AND #nickname = :was_nickname");
    assertThat(items())
        .filteredOn(item -> item.delete() != null)
        .extracting(
            item -> string(item.delete().key(), "pk") + " " + string(item.delete().key(), "sk"))
        .containsExactly(
            partition + " PROFILE",
            "EMAIL#alice@example.com GUARD",
            "NICKNAME#alice GUARD",
            partition + " RESET",
            partition + " MAIL#1",
            partition + " SESSION#other",
            partition + " UNDO#1",
            "EMAIL#old@example.com GUARD");
  }
}
