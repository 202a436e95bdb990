package accounts.mailredrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.http.RequestLog;
import accounts.language.Language;
import accounts.mail.InMemoryMailOutbox;
import accounts.mail.MailId;
import accounts.mail.MailKind;
import accounts.mail.MailState;
import accounts.mail.OutboxMail;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailRedriveHandlerTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMailOutbox outbox = new InMemoryMailOutbox(clock);
  private final Redrive redrive = new Redrive(outbox, clock);
  private final List<String> log = new ArrayList<>();
  private final MailRedriveHandler handler =
      new MailRedriveHandler(redrive, new RequestLog(log::add));

  @SuppressWarnings("unchecked")
  private static Map<String, Object> sample() {
    return Events.read("mail-redrive", Map.class);
  }

  private Map<String, Object> call(Map<String, Object> event) {
    // 40 s are left: more than what is kept for the answer.
    return handler.handleRequest(event, new RedriveContext(40_000));
  }

  private static final class RedriveContext extends TestContext {
    private final int millis;

    RedriveContext(int millis) {
      this.millis = millis;
    }

    @Override
    public int getRemainingTimeInMillis() {
      return millis;
    }
  }

  private static MailId id(String value) {
    return new MailId("member", value);
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

  private List<String> waiting() {
    return outbox.waiting().stream().map(OutboxMail::to).toList();
  }

  @Test
  void sampleEvent_putsUnsentMailsIntoTheOutboxOnceMore() {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      add(id);
    }
    outbox.claim(id("e"), "mailer", Duration.ofMinutes(10));
    clock.advance(Duration.ofMinutes(6));
    add("new");

    Map<String, Object> counts = call(sample());

    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("requeued", 4, "expired", 0, "skipped", 0, "failed", 0, "complete", true));
    assertThat(outbox.done())
        .containsOnlyKeys(id("a"), id("b"), id("c"), id("d"))
        .containsValue(MailState.REQUEUED)
        .hasSize(4);
    assertThat(waiting())
        .containsExactlyInAnyOrder(
            "a@example.com",
            "b@example.com",
            "c@example.com",
            "d@example.com",
            "e@example.com",
            "new@example.com");
    assertThat(String.join("\n", log)).contains("\"requeued\":4").doesNotContain("@example.com");
  }

  @Test
  void mailWhoseCodeIsGoodNoLonger_isMarkedAndNotSent() {
    add("a");
    clock.advance(Duration.ofHours(1).minusSeconds(1));
    assertThat(redrive.run(Duration.ofHours(2), Optional.empty(), () -> true).requeued()).isZero();
    clock.advance(Duration.ofSeconds(1));

    Map<String, Object> counts = call(sample());

    assertThat(counts).containsEntry("expired", 1).containsEntry("requeued", 0);
    assertThat(outbox.done()).containsEntry(id("a"), MailState.EXPIRED);
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void noEvent_isAsTheDefault() {
    add("a");
    clock.advance(Duration.ofMinutes(5));
    assertThat(handler.handleRequest(null, new RedriveContext(40_000)))
        .containsEntry("requeued", 0);

    clock.advance(Duration.ofMillis(1));
    assertThat(handler.handleRequest(null, new RedriveContext(40_000)))
        .containsEntry("requeued", 1);
  }

  @Test
  void timeIsUp_theNextCallGoesOnWhereItStopped() {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      add(id);
    }
    clock.advance(Duration.ofMinutes(6));
    assertThat(handler.handleRequest(Map.of(), new RedriveContext(30_000)))
        .containsEntry("requeued", 0)
        .containsEntry("complete", false)
        .containsEntry("next", "");

    int[] mails = {3};
    Redrive.Report first =
        redrive.run(Duration.ofMinutes(5), Optional.empty(), () -> mails[0]-- > 0);
    assertThat(first.next()).isPresent();
    assertThat(first.requeued()).isBetween(1, 4);
    Map<String, Object> event = new HashMap<>(sample());
    event.put("next", first.next().orElseThrow());
    Map<String, Object> second = call(event);

    assertThat(second).containsEntry("complete", true);
    assertThat(outbox.done()).containsKeys(id("a"), id("b"), id("c"), id("d"), id("e"));
    assertThat(waiting()).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void tableDownInBetween_theMailIsCountedAndFoundTheNextTime() {
    add("a");
    add("b");
    clock.advance(Duration.ofMinutes(6));
    // The page, claim and requeue of the first, claim of the second.
    outbox.faults().failAfter(4);
    assertThat(call(sample())).containsEntry("requeued", 1).containsEntry("failed", 1);

    outbox.faults().recover();
    clock.advance(Redrive.LEASE);
    assertThat(call(sample())).containsEntry("failed", 0);
    assertThat(outbox.done()).containsKeys(id("a"), id("b"));
  }

  @Test
  void wrongEvent_isToldInASentence() {
    for (Object minutes : List.of("5", -1, 1441, 2.5)) {
      assertThatThrownBy(() -> call(Map.of("olderThanMinutes", minutes)))
          .hasMessage("olderThanMinutes must be a whole number from 0 to 1440");
    }
    assertThatThrownBy(() -> call(Map.of("next", 1)))
        .hasMessage("next must be what an earlier call gave back");
    assertThatThrownBy(() -> call(Map.of("next", "nonsense")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
