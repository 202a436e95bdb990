package accounts.mailer;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.RequestLog;
import accounts.language.Language;
import accounts.mail.InMemoryMailOutbox;
import accounts.mail.MailId;
import accounts.mail.MailKind;
import accounts.mail.MailMessage;
import accounts.mail.MailRejectedException;
import accounts.mail.MailState;
import accounts.mail.MailTexts;
import accounts.mail.MailUnavailableException;
import accounts.mail.Mailer;
import accounts.mail.OutboxMail;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.Members;
import accounts.member.Suppression;
import accounts.metrics.RecordingMetrics;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailerHandlerTest {
  private static final String MEMBER = "019a0000-0000-7000-8000-000000000001";
  private static final String SAMPLE = "7f3c2a9e-5b1d-4c8e-9f6a-2d1e0b3c4a5f";
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMailOutbox outbox = new InMemoryMailOutbox(clock);
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final FakeMailer ses = new FakeMailer();
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final MailerHandler handler =
      new MailerHandler(
          new SendMail(outbox, members, new MailTexts(Optional.empty()), ses, clock, metrics),
          new RequestLog(log::add));

  private List<String> call(DynamodbEvent event) {
    return handler.handleRequest(event, new TestContext()).getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static MailId id(String value) {
    return new MailId(MEMBER, value);
  }

  private void add(String id) {
    outbox.add(
        new OutboxMail(
            id(id),
            MailKind.VERIFY_EMAIL,
            id + "@example.com",
            Language.ENGLISH,
            Map.of("code", "ABC123"),
            clock.instant()));
  }

  private static DynamodbStreamRecord record(String eventName, String sk, String sequence) {
    DynamodbStreamRecord record = new DynamodbStreamRecord();
    record.setEventName(eventName);
    record.setDynamodb(
        new StreamRecord()
            .withKeys(
                Map.of("pk", new AttributeValue("MEMBER#" + MEMBER), "sk", new AttributeValue(sk)))
            .withSequenceNumber(sequence));
    return record;
  }

  private static DynamodbEvent batch(DynamodbStreamRecord... records) {
    DynamodbEvent event = new DynamodbEvent();
    event.setRecords(List.of(records));
    return event;
  }

  @Test
  void sampleEvent_sendsTheMailOfItsRecord() {
    add(SAMPLE);

    assertThat(call(Events.read("mailer", DynamodbEvent.class))).isEmpty();

    assertThat(ses.sent)
        .containsExactly(SAMPLE + "@example.com: Your verification code is: ABC123");
    assertThat(outbox.waiting()).isEmpty();
    assertThat(String.join("\n", log)).doesNotContain("ABC123").doesNotContain("@example.com");
  }

  @Test
  void batchTriedAgain_sendsNoMailTwice() {
    add("a");
    DynamodbEvent event = batch(record("INSERT", "MAIL#a", "1"));

    call(event);
    call(event);

    assertThat(ses.sent).hasSize(1);
  }

  @Test
  void sesUnavailable_theMailIsReportedAndSentAtTheNextTry() {
    add("a");
    add("b");
    ses.unavailableFor = "a@example.com";
    DynamodbEvent event = batch(record("INSERT", "MAIL#a", "1"), record("INSERT", "MAIL#b", "2"));

    assertThat(call(event)).containsExactly("1");
    assertThat(ses.sent).hasSize(1);

    ses.unavailableFor = "";
    assertThat(call(event)).isEmpty();
    assertThat(ses.sent).hasSize(2);
    assertThat(metrics.counted()).containsExactly("MailsFailed", "MailsSent", "MailsSent");
  }

  @Test
  void sesRejects_theMailIsGivenUpAndHoldsNothingUp() {
    add("a");
    ses.rejectedFor = "a@example.com";

    assertThat(call(batch(record("INSERT", "MAIL#a", "1")))).isEmpty();

    assertThat(outbox.waiting()).isEmpty();
    assertThat(log.getFirst()).contains("REJECTED");
    assertThat(metrics.counted()).containsExactly("MailsRejected");
  }

  @Test
  void tableDown_theMailIsReported() {
    add("a");
    outbox.faults().failAfter(0);

    assertThat(call(batch(record("INSERT", "MAIL#a", "1")))).containsExactly("1");
    assertThat(ses.sent).isEmpty();
  }

  @Test
  void tableDownAfterSending_theMailIsNotSentAgain() {
    add("a");
    outbox.faults().failAfter(1);
    DynamodbEvent event = batch(record("INSERT", "MAIL#a", "1"));
    assertThat(call(event)).isEmpty();

    outbox.faults().recover();
    call(event);

    assertThat(ses.sent).hasSize(1);
  }

  @Test
  void claimedByAnother_isReportedUntilTheClaimEnds() {
    add("a");
    outbox.claim(id("a"), "another", SendMail.LEASE);
    DynamodbEvent event = batch(record("INSERT", "MAIL#a", "1"));
    assertThat(call(event)).containsExactly("1");

    clock.advance(SendMail.LEASE);

    assertThat(call(event)).isEmpty();
    assertThat(ses.sent).hasSize(1);
  }

  @Test
  void suppressedRecipient_getsNoMail() {
    Member a = Members.active("A@example.com", "a", clock.instant());
    members.put(
        Members.suppressed(
            a, new Suppression(Suppression.Reason.COMPLAINT, clock.instant(), "abuse")));
    members.put(Members.active("b@example.com", "b", clock.instant()));
    add("a");
    add("b");

    assertThat(call(batch(record("INSERT", "MAIL#a", "1"), record("INSERT", "MAIL#b", "2"))))
        .isEmpty();

    assertThat(ses.sent).hasSize(1).allMatch(mail -> mail.startsWith("b@example.com"));
    assertThat(outbox.done())
        .containsEntry(id("a"), MailState.SUPPRESSED)
        .containsEntry(id("b"), MailState.SENT);
    assertThat(metrics.counted()).containsExactly("MailsSuppressed", "MailsSent");
    assertThat(log.getFirst()).contains("SUPPRESSED").doesNotContain("@example.com");
  }

  @Test
  void recipientCannotBeLookedUp_theMailIsNotSentAndTriedAgainAtOnce() {
    add("a");
    members.faults().failAfter(0);
    DynamodbEvent event = batch(record("INSERT", "MAIL#a", "1"));
    assertThat(call(event)).containsExactly("1");
    assertThat(ses.sent).isEmpty();

    members.faults().recover();
    assertThat(call(event)).isEmpty();

    assertThat(ses.sent).hasSize(1);
    assertThat(metrics.counted()).containsExactly("MailsFailed", "MailsSent");
  }

  @Test
  void mailWhoseCodeIsGoodNoLonger_isNotSent() {
    add("a");
    clock.advance(Duration.ofHours(1).minusSeconds(1));
    add("b");
    DynamodbEvent event = batch(record("INSERT", "MAIL#a", "1"), record("INSERT", "MAIL#b", "2"));
    clock.advance(Duration.ofSeconds(1));

    assertThat(call(event)).isEmpty();

    assertThat(outbox.done())
        .containsEntry(id("a"), MailState.EXPIRED)
        .containsEntry(id("b"), MailState.SENT);
  }

  @Test
  void sampleEventOfOtherRecords_isIgnored() {
    add(SAMPLE);

    assertThat(call(Events.read("mailer-other-records", DynamodbEvent.class))).isEmpty();

    assertThat(ses.sent).isEmpty();
  }

  @Test
  void otherRecords_areIgnored() {
    add("a");

    assertThat(
            call(
                batch(
                    record("MODIFY", "MAIL#a", "1"),
                    record("REMOVE", "MAIL#a", "2"),
                    record("INSERT", "SESSION#a", "3"),
                    record("INSERT", "PROFILE", "4"))))
        .isEmpty();
    assertThat(ses.sent).isEmpty();
  }

  private static final class FakeMailer implements Mailer {
    private final List<String> sent = new ArrayList<>();
    private String unavailableFor = "";
    private String rejectedFor = "";

    @Override
    public void send(String to, MailMessage message)
        throws MailRejectedException, MailUnavailableException {
      if (to.equals(unavailableFor)) {
        throw new MailUnavailableException("503", new IOException());
      }
      if (to.equals(rejectedFor)) {
        throw new MailRejectedException("MessageRejected", new IOException("400"));
      }
      sent.add(to + ": " + message.text());
    }
  }
}
