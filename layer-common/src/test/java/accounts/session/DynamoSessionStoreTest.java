package accounts.session;

import static accounts.store.Attributes.number;
import static accounts.store.Attributes.string;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.event.SessionsEnded;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.Members;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import accounts.store.RecordingClient;
import accounts.testing.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The conditions of a rotation and of an end, to the letter. */
class DynamoSessionStoreTest {
  private static final String ID = "00112233445566778899aabbccddeeff";

  @Test
  void rotate_isOneConditionalUpdate() {
    MutableClock clock = MutableClock.startingNow();
    RecordingClient client =
        new RecordingClient(
            Map.of(
                "pk", string("MEMBER#alice"),
                "sk", string("SESSION#" + ID),
                "generation", number(4),
                "createdAt", number(0),
                "rotatedAt", number(0),
                "ttl", number(0)));
    SessionStore store = new DynamoSessionStore(new DynamoTable(client, "table"), clock);

    store.rotate(new MemberId("alice"), new SessionId(ID), 3, Duration.ofDays(7));

    assertThat(client.updates()).hasSize(1);
    UpdateItemRequest update = client.updates().getFirst();
    assertThat(update.key()).isEqualTo(Attributes.key("MEMBER#alice", "SESSION#" + ID));
    assertThat(update.conditionExpression())
        .isEqualTo("generation = :generation AND #ttl > :seconds");
    assertThat(update.updateExpression())
        .isEqualTo("SET generation = :next, rotatedAt = :now, #ttl = :expiry");
    assertThat(update.expressionAttributeValues())
        .containsEntry(":generation", number(3))
        .containsEntry(":next", number(4))
        .containsEntry(":now", Attributes.millis(clock.instant()))
        .containsEntry(":seconds", Attributes.seconds(clock.instant()))
        .containsEntry(":expiry", Attributes.seconds(clock.instant().plus(Duration.ofDays(7))));
    assertThat(update.returnValuesOnConditionCheckFailure())
        .isEqualTo(ReturnValuesOnConditionCheckFailure.ALL_OLD);
  }

  @Test
  void end_isOneTransactionOfTheSessionAndTheVersionRead() {
    MutableClock clock = MutableClock.startingNow();
    RecordingClient client = new RecordingClient(Map.of());
    client.stored(Map.of("version", number(7)));
    SessionStore store = new DynamoSessionStore(new DynamoTable(client, "table"), clock);

    assertThat(store.end(new MemberId("alice"), new SessionId(ID), SessionsEnded.LOGOUT)).isTrue();

    assertThat(client.transactions()).hasSize(1);
    List<TransactWriteItem> items = client.transactions().getFirst().transactItems();
    assertThat(items).hasSize(3);
    Update profile = items.get(0).update();
    assertThat(profile.key()).isEqualTo(Attributes.key("MEMBER#alice", "PROFILE"));
    assertThat(profile.conditionExpression()).isEqualTo("#version = :version");
    assertThat(profile.expressionAttributeValues())
        .containsEntry(":version", number(7))
        .containsEntry(":next", number(8));
    Delete delete = items.get(1).delete();
    assertThat(delete.key()).isEqualTo(Attributes.key("MEMBER#alice", "SESSION#" + ID));
    assertThat(delete.conditionExpression()).isEqualTo("#ttl > :now");
    assertThat(delete.expressionAttributeValues())
        .containsExactly(Map.entry(":now", Attributes.seconds(clock.instant())));
    assertThat(items.get(2).put().item()).containsEntry("sk", string("EVENT#0000000000000000008"));
  }

  @Test
  void create_holdsForAnActiveMemberWithThatPasswordAndMovesTheVersionOn() {
    MutableClock clock = MutableClock.startingNow();
    RecordingClient client = new RecordingClient(Map.of());
    Member alice = Members.active("alice@example.com", "alice", clock.instant());
    Session session =
        new Session(
            new SessionId(ID),
            alice.id(),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant(),
            "",
            "");

    new DynamoSessionStore(new DynamoTable(client, "table"), clock).create(session, alice);

    List<TransactWriteItem> items = client.transactions().getFirst().transactItems();
    assertThat(items).hasSize(3);
    Update profile = items.get(0).update();
    assertThat(profile.key()).isEqualTo(Attributes.key("MEMBER#" + alice.id(), "PROFILE"));
    assertThat(profile.conditionExpression())
        .isEqualTo(
            "#version = :version AND #status = :was_status"
                + " AND #passwordHash = :was_passwordHash");
    assertThat(profile.updateExpression())
        .isEqualTo("SET #version = :next REMOVE #failures, #failedAt, #lockedUntil");
    assertThat(profile.expressionAttributeValues())
        .containsEntry(":was_status", string("ACTIVE"))
        .containsEntry(":was_passwordHash", string(alice.passwordHash().value()));
    assertThat(items.get(1).put().conditionExpression()).isEqualTo("attribute_not_exists(pk)");
  }
}
