package accounts.mailfeedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.http.RequestLog;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.Members;
import accounts.member.Suppression;
import accounts.member.Suppression.Reason;
import accounts.metrics.RecordingMetrics;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailFeedbackHandlerTest {
  /** When the mail of the sample events was sent. */
  private static final Instant SENT = Instant.parse("2026-11-23T10:00:00Z");

  private static final Instant HAPPENED = Instant.parse("2026-11-23T10:00:02.500Z");

  private final MutableClock clock = new MutableClock(SENT.plusSeconds(10));
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final List<String> log = new ArrayList<>();
  private final MailFeedbackHandler handler =
      new MailFeedbackHandler(
          new RecordFeedback(members, metrics), clock, new RequestLog(log::add));
  private final Member alice =
      Members.active("alice@example.com", "alice", SENT.minus(Duration.ofMinutes(1)));

  private static SNSEvent event(String name) {
    return Events.read(name, SNSEvent.class);
  }

  private void call(SNSEvent event) {
    handler.handleRequest(event, new TestContext());
  }

  /** The sample event with other words in its message. */
  private static SNSEvent changed(String name, String from, String to) {
    SNSEvent event = event(name);
    SNSEvent.SNS sns = event.getRecords().getFirst().getSNS();
    assertThat(sns.getMessage()).contains(from);
    sns.setMessage(sns.getMessage().replace(from, to));
    return event;
  }

  private Optional<Suppression> suppression() {
    return members.find(alice.id()).orElseThrow().suppression();
  }

  @Test
  void permanentBounce_isRecordedOnTheMember() {
    members.put(alice);

    call(event("mail-feedback"));

    assertThat(suppression()).contains(new Suppression(Reason.BOUNCE, HAPPENED, "General"));
    assertThat(metrics.counted()).containsExactly("MailBounces");
    assertThat(log.getFirst())
        .contains("\"status\":\"DONE\"")
        .contains("\"recorded\":1")
        .doesNotContainIgnoringCase("alice")
        .doesNotContain("550");
  }

  @Test
  void notificationThatComesTwice_countsOnce() {
    members.put(alice);

    call(event("mail-feedback"));
    call(event("mail-feedback"));

    assertThat(suppression()).contains(new Suppression(Reason.BOUNCE, HAPPENED, "General"));
    assertThat(metrics.counted()).containsExactly("MailBounces");
  }

  @Test
  void transientBounce_isCountedOnly() {
    members.put(alice);

    call(event("mail-feedback-transient"));

    assertThat(suppression()).isEmpty();
    assertThat(metrics.counted()).containsExactly("MailBounces");
  }

  @Test
  void complaint_withNameAndInUpperCase_isRecorded() {
    members.put(alice);

    call(event("mail-feedback-complaint"));

    assertThat(suppression()).contains(new Suppression(Reason.COMPLAINT, HAPPENED, "abuse"));
    assertThat(metrics.counted()).containsExactly("MailComplaints");
  }

  @Test
  void complaintThatIsNone_changesNothing() {
    members.put(alice);

    call(changed("mail-feedback-complaint", "\"abuse\"", "\"not-spam\""));

    assertThat(suppression()).isEmpty();
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void malformedMessages_areLeftAndTheOthersHandled() {
    members.put(alice);

    call(event("mail-feedback-malformed"));

    assertThat(suppression()).isPresent();
    assertThat(log).hasSize(3);
    assertThat(log.subList(0, 2)).allMatch(line -> line.contains("\"status\":\"UNREADABLE\""));
    // An unknown address, and what is none, have bounced too.
    assertThat(metrics.counted()).containsExactly("MailBounces", "MailBounces", "MailBounces");
    assertThat(log.getLast()).contains("\"recorded\":1").contains("\"nobody\":2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"eventType\":7}",
        "{\"eventType\":\"Delivery\",\"delivery\":{}}",
        "{\"eventType\":\"Bounce\"}",
        "{\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\","
            + "\"bouncedRecipients\":\"alice@example.com\"}}",
        "{\"eventType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[null,{},7]}}"
      })
  void oddMessages_neitherFailNorSuppress(String message) {
    members.put(alice);
    SNSEvent event = event("mail-feedback");
    event.getRecords().getFirst().getSNS().setMessage(message);

    call(event);

    assertThat(suppression()).isEmpty();
  }

  @Test
  void absentTimes_areTheArrivals() {
    members.put(alice);

    call(changed("mail-feedback", "\"timestamp\"", "\"time\""));

    assertThat(suppression().orElseThrow().at()).isEqualTo(clock.instant());
  }

  @Test
  void aTimeBeyondAnyNumber_isNotBelieved() {
    members.put(alice);

    call(changed("mail-feedback", "2026-11-23T10:00:02.500Z", "-1000000000-01-01T00:00:00Z"));

    assertThat(suppression().orElseThrow().at()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
  }

  @Test
  void aRecordWithoutAMessage_isPassedOver() {
    members.put(alice);
    SNSEvent event = event("mail-feedback");
    event.getRecords().getFirst().setSns(null);

    call(event);

    assertThat(suppression()).isEmpty();
  }

  @Test
  void aTimeToCome_isNotBelieved() {
    members.put(alice);

    call(changed("mail-feedback", "2026-11-23T10:00:02.500Z", "9999-01-01T00:00:00Z"));

    assertThat(suppression().orElseThrow().at()).isEqualTo(clock.instant());
  }

  @Test
  void freeTextAsType_isNotKept() {
    members.put(alice);

    call(changed("mail-feedback", "\"General\"", "\"call +1 555 0100\""));

    assertThat(suppression().orElseThrow().type()).isEqualTo("Other");
  }

  @Test
  void bounceOfAMailFromBeforeTheSignUp_doesNotConcernTheNewMember() {
    Member later = Members.pending("alice@example.com", "alice", SENT.plusSeconds(1));
    members.put(later);

    call(event("mail-feedback"));

    assertThat(members.findByEmail(new Email("alice@example.com"))).contains(later);
    assertThat(metrics.counted()).containsExactly("MailBounces");
  }

  @Test
  void reject_isCounted() {
    SNSEvent event = event("mail-feedback");
    event
        .getRecords()
        .getFirst()
        .getSNS()
        .setMessage(
            "{\"eventType\":\"Reject\",\"mail\":{},\"reject\":{\"reason\":\"Bad content\"}}");

    call(event);

    assertThat(metrics.counted()).containsExactly("MailsRejected");
  }

  @Test
  void tableDown_failsAfterTheOthersWereTriedAndIsRecordedTheNextTime() {
    Member bob = Members.active("nobody@example.com", "bob", alice.createdAt());
    members.put(alice);
    members.put(bob);
    // The first recipient is recorded, the third is not; the second is no address.
    members.faults().failAfter(1);
    assertThatThrownBy(() -> call(event("mail-feedback-malformed")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(log).hasSize(3);
    assertThat(log.getLast()).contains("FAILED");

    members.faults().recover();
    assertThat(suppression()).isEmpty();
    assertThat(members.find(bob.id()).orElseThrow().suppression()).isPresent();
    call(event("mail-feedback-malformed"));

    assertThat(suppression()).isPresent();
  }
}
