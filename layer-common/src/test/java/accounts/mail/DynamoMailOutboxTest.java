package accounts.mail;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.language.Language;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import accounts.store.RecordingClient;
import accounts.testing.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The conditions of the writes, to the letter. */
class DynamoMailOutboxTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final RecordingClient client = new RecordingClient(Map.of());
  private final MailOutbox outbox = new DynamoMailOutbox(new DynamoTable(client, "table"), clock);
  private final OutboxMail mail =
      OutboxMail.verificationCode(
          "a", "ABC123", "a@example.com", Language.ENGLISH, clock.instant());

  @Test
  void requeue_isOneTransactionThatHoldsForTheClaimant() {
    clock.advance(Duration.ofMinutes(9));

    outbox.requeue(mail, "me");

    List<TransactWriteItem> items = client.transactions().getFirst().transactItems();
    assertThat(items).hasSize(2);
    Update old = items.get(0).update();
    assertThat(old.key()).isEqualTo(Attributes.key("MEMBER#a", "MAIL#" + mail.id().value()));
    assertThat(old.conditionExpression()).isEqualTo("#state = :sending AND claimedBy = :claimant");
    assertThat(old.expressionAttributeValues()).containsEntry(":claimant", Attributes.string("me"));
    assertThat(old.updateExpression()).contains("REMOVE #parameters, claimedUntil, claimedBy");
    Put again = items.get(1).put();
    assertThat(again.item())
        .containsEntry("pk", Attributes.string("MEMBER#a"))
        .doesNotContainEntry("sk", Attributes.string("MAIL#" + mail.id().value()))
        .containsEntry("state", Attributes.string("WAITING"))
        .containsEntry("createdAt", Attributes.millis(mail.createdAt()))
        .containsEntry("queuedAt", Attributes.millis(clock.instant()));
  }

  @Test
  void requeue_mailAboutADeletion_deletesTheOldForTheClaimantOnly() {
    OutboxMail deletion =
        OutboxMail.accountDeleted("a", "a@example.com", Language.ENGLISH, clock.instant());

    outbox.requeue(deletion, "me");

    List<TransactWriteItem> items = client.transactions().getFirst().transactItems();
    assertThat(items).hasSize(2);
    Delete old = items.get(0).delete();
    assertThat(old.key()).isEqualTo(Attributes.key("MEMBER#a", "MAIL#" + deletion.id().value()));
    assertThat(old.conditionExpression()).isEqualTo("#state = :sending AND claimedBy = :claimant");
    assertThat(old.expressionAttributeValues()).containsEntry(":claimant", Attributes.string("me"));
  }

  @Test
  void finishing_forgetsTheParameters() {
    outbox.suppress(mail);
    outbox.expire(mail);

    assertThat(client.updates())
        .hasSize(2)
        .allSatisfy(
            update ->
                assertThat(update.updateExpression())
                    .isEqualTo(
                        "SET #state = :state, finishedAt = :now"
                            + " REMOVE #parameters, claimedUntil, claimedBy"));
    assertThat(client.updates())
        .extracting(update -> update.expressionAttributeValues().get(":state"))
        .containsExactly(Attributes.string("SUPPRESSED"), Attributes.string("EXPIRED"));
  }
}
