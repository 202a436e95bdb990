package accounts.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.language.Language;
import accounts.mail.MailOutbox.Claim;
import accounts.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every {@link MailOutbox} does. */
public abstract class MailOutboxContract {
  private static final Duration LEASE = Duration.ofSeconds(90);

  private final MutableClock clock = MutableClock.startingNow();
  private final MailOutbox outbox;
  private final String member = UUID.randomUUID().toString();
  private final MailId nobody = new MailId(member, "nobody");

  /**
   * @param factory makes one that may hold what other tests left in it
   */
  protected MailOutboxContract(Function<Clock, MailOutbox> factory) {
    this.outbox = factory.apply(clock);
  }

  private OutboxMail verification() {
    return OutboxMail.verificationCode(
        member, "ABC123", "a@example.com", Language.KOREAN, clock.instant());
  }

  private OutboxMail deletion() {
    return OutboxMail.accountDeleted(member, "a@example.com", Language.KOREAN, clock.instant());
  }

  private OutboxMail added() {
    return added(verification());
  }

  private OutboxMail added(OutboxMail mail) {
    outbox.add(mail);
    return mail;
  }

  private Claim claim(OutboxMail mail) {
    return outbox.claim(mail.id(), UUID.randomUUID().toString(), LEASE).claim();
  }

  @Test
  void claim_newMail_givesTheMail() {
    OutboxMail mail = added();

    MailOutbox.ClaimResult result = outbox.claim(mail.id(), "me", LEASE);

    assertThat(result.claim()).isEqualTo(Claim.CLAIMED);
    assertThat(result.mail()).contains(mail);
  }

  @Test
  void add_again_changesNothing() {
    OutboxMail mail = added();
    outbox.claim(mail.id(), "me", LEASE);

    outbox.add(mail);

    assertThat(claim(mail)).isEqualTo(Claim.BUSY);
  }

  @Test
  void claim_claimedMail_isBusyUntilTheLeaseEnds() {
    OutboxMail mail = added();
    claim(mail);

    clock.advance(LEASE.minusSeconds(1));
    assertThat(claim(mail)).isEqualTo(Claim.BUSY);

    clock.advance(Duration.ofSeconds(1));
    assertThat(claim(mail)).isEqualTo(Claim.CLAIMED);
  }

  @Test
  void claim_againByTheSameClaimant_isClaimed() {
    OutboxMail mail = added();
    outbox.claim(mail.id(), "me", LEASE);

    assertThat(outbox.claim(mail.id(), "me", LEASE).mail()).contains(mail);
  }

  @Test
  void claim_releasedMail_isClaimed() {
    OutboxMail mail = added();
    claim(mail);
    outbox.release(mail.id());

    assertThat(claim(mail)).isEqualTo(Claim.CLAIMED);
  }

  @Test
  void claim_sentOrRejectedOrUnknownMail_isDone() {
    OutboxMail sent = added();
    claim(sent);
    outbox.sent(sent);
    OutboxMail rejected = added();
    claim(rejected);
    outbox.reject(rejected, "MessageRejected");

    clock.advance(LEASE);

    assertThat(claim(sent)).isEqualTo(Claim.DONE);
    assertThat(claim(rejected)).isEqualTo(Claim.DONE);
    assertThat(outbox.claim(nobody, "me", LEASE).claim()).isEqualTo(Claim.DONE);
  }

  @Test
  void finishing_aMailThatIsGone_doesNothing() {
    for (OutboxMail mail : List.of(verification(), deletion())) {
      outbox.sent(mail);
      outbox.release(mail.id());
      outbox.reject(mail, "reason");
      outbox.suppress(mail);
      outbox.expire(mail);

      assertThat(claim(mail)).isEqualTo(Claim.DONE);
    }
    assertThat(outbox.ofMember(member)).isEmpty();
  }

  @Test
  void claim_suppressedExpiredOrRequeuedMail_isDone() {
    OutboxMail suppressed = added();
    claim(suppressed);
    outbox.suppress(suppressed);
    OutboxMail expired = added();
    claim(expired);
    outbox.expire(expired);
    OutboxMail requeued = added();
    outbox.claim(requeued.id(), "me", LEASE);
    outbox.requeue(requeued, "me");

    clock.advance(LEASE);

    assertThat(claim(suppressed)).isEqualTo(Claim.DONE);
    assertThat(claim(expired)).isEqualTo(Claim.DONE);
    assertThat(claim(requeued)).isEqualTo(Claim.DONE);
  }

  /** What {@code unsent} finds of these, page by page; other tests may have left some. */
  private List<MailId> unsentOf(Instant writtenBefore, OutboxMail... mails) {
    Set<MailId> ours = Arrays.stream(mails).map(OutboxMail::id).collect(Collectors.toSet());
    List<MailId> found = new ArrayList<>();
    Optional<String> from = Optional.empty();
    do {
      MailOutbox.Page page = outbox.unsent(writtenBefore, from);
      page.ids().stream().filter(ours::contains).forEach(found::add);
      from = page.next();
    } while (from.isPresent());
    return found;
  }

  @Test
  void ofMember_hasEachMailOfTheMemberWithItsState_theOldestFirst() {
    OutboxMail sent = added();
    claim(sent);
    outbox.sent(sent);
    clock.advance(Duration.ofMillis(1));
    OutboxMail claimed = added();
    claim(claimed);
    clock.advance(Duration.ofMillis(1));
    OutboxMail waiting = added();
    outbox.add(
        OutboxMail.verificationCode(
            UUID.randomUUID().toString(),
            "ABC123",
            "b@example.com",
            Language.KOREAN,
            clock.instant()));

    assertThat(outbox.ofMember(member))
        .containsExactly(
            entry(sent, MailState.SENT),
            entry(claimed, MailState.SENDING),
            entry(waiting, MailState.WAITING));
    assertThat(outbox.ofMember("nobody")).isEmpty();
  }

  private static OutboxEntry entry(OutboxMail mail, MailState state) {
    return new OutboxEntry(
        mail.id(), mail.kind(), mail.to(), mail.language(), state, mail.createdAt());
  }

  @Test
  void ofMember_hasNothingOfAFinishedMailAboutADeletion() {
    List<Consumer<OutboxMail>> ways =
        List.of(
            outbox::sent,
            outbox::suppress,
            outbox::expire,
            mail -> outbox.reject(mail, "MessageRejected"));
    for (Consumer<OutboxMail> way : ways) {
      OutboxMail mail = added(deletion());
      claim(mail);
      assertThat(outbox.ofMember(member)).containsExactly(entry(mail, MailState.SENDING));

      way.accept(mail);

      assertThat(outbox.ofMember(member)).isEmpty();
      assertThat(claim(mail)).isEqualTo(Claim.DONE);
    }
  }

  @Test
  void requeue_mailAboutADeletion_leavesTheNewOneOnly() {
    OutboxMail mail = added(deletion());
    assertThat(outbox.requeue(mail, "me")).isFalse();
    outbox.claim(mail.id(), "me", LEASE);
    assertThat(outbox.requeue(mail, "another")).isFalse();

    assertThat(outbox.requeue(mail, "me")).isTrue();

    List<OutboxEntry> left = outbox.ofMember(member);
    assertThat(left).hasSize(1);
    assertThat(left.getFirst().state()).isEqualTo(MailState.WAITING);
    assertThat(left.getFirst().id()).isNotEqualTo(mail.id());
  }

  @Test
  void ofMember_leavesOutMailsOlderThanADay() {
    OutboxMail mail = added();
    clock.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(outbox.ofMember(member)).hasSize(1);

    clock.advance(Duration.ofSeconds(1));

    assertThat(outbox.ofMember(member)).isEmpty();
    assertThat(outbox.claim(mail.id(), "me", LEASE).mail()).contains(mail);
  }

  @Test
  void unsent_findsWaitingMailsAndThoseWhoseClaimRanOut() {
    OutboxMail waiting = added();
    OutboxMail another = added();
    OutboxMail claimed = added();
    claim(claimed);
    OutboxMail sent = added();
    claim(sent);
    outbox.sent(sent);
    OutboxMail released = added();
    claim(released);
    outbox.release(released.id());
    Instant later = clock.instant().plusMillis(1);

    assertThat(unsentOf(later, waiting, another, claimed, sent, released))
        .containsExactlyInAnyOrder(waiting.id(), another.id(), released.id());

    clock.advance(LEASE);
    assertThat(unsentOf(later, waiting, another, claimed, sent, released))
        .containsExactlyInAnyOrder(waiting.id(), another.id(), released.id(), claimed.id());
  }

  @Test
  void unsent_leavesOutNewerMailsAndThoseOlderThanADay() {
    OutboxMail mail = added();

    assertThat(unsentOf(mail.createdAt(), mail)).isEmpty();
    assertThat(unsentOf(mail.createdAt().plusMillis(1), mail)).containsExactly(mail.id());
    clock.advance(Duration.ofDays(1));
    assertThat(unsentOf(clock.instant(), mail)).isEmpty();
  }

  @Test
  void unsent_aPositionThatIsNone_isRefused() {
    for (String position : List.of("nonsense", "!", "QQ")) {
      assertThatThrownBy(() -> outbox.unsent(clock.instant(), Optional.of(position)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void requeue_claimedMail_isANewOneAndTheOldIsDone() {
    OutboxMail mail = added();
    List<MailId> before = allUnsent();
    outbox.claim(mail.id(), "me", LEASE);

    assertThat(outbox.requeue(mail, "me")).isTrue();

    List<MailId> added = new ArrayList<>(allUnsent());
    added.removeAll(before);
    assertThat(added).hasSize(1);
    OutboxMail again = outbox.claim(added.getFirst(), "me", LEASE).mail().orElseThrow();
    assertThat(again)
        .isEqualTo(
            new OutboxMail(
                again.id(),
                mail.kind(),
                mail.to(),
                mail.language(),
                mail.parameters(),
                mail.createdAt()));
    assertThat(outbox.requeue(mail, "me")).isFalse();
  }

  @Test
  void unsent_leavesOutMailsThatWereRequeuedMeanwhile() {
    OutboxMail mail = added();
    clock.advance(Duration.ofMinutes(10));
    Instant started = clock.instant();
    List<MailId> before = allUnsent();
    outbox.claim(mail.id(), "me", LEASE);
    outbox.requeue(mail, "me");
    List<MailId> again = new ArrayList<>(allUnsent());
    again.removeAll(before);
    assertThat(again).hasSize(1);

    List<MailId> found = new ArrayList<>();
    Optional<String> from = Optional.empty();
    do {
      MailOutbox.Page page = outbox.unsent(started, from);
      found.addAll(page.ids());
      from = page.next();
    } while (from.isPresent());

    assertThat(found).doesNotContainAnyElementsOf(again);
  }

  private List<MailId> allUnsent() {
    List<MailId> all = new ArrayList<>();
    Optional<String> from = Optional.empty();
    do {
      MailOutbox.Page page = outbox.unsent(clock.instant().plusMillis(1), from);
      all.addAll(page.ids());
      from = page.next();
    } while (from.isPresent());
    return all;
  }

  @Test
  void requeue_claimedByAnotherOrByNobody_doesNothing() {
    OutboxMail mail = added();
    assertThat(outbox.requeue(mail, "me")).isFalse();
    outbox.claim(mail.id(), "another", LEASE);

    assertThat(outbox.requeue(mail, "me")).isFalse();

    assertThat(outbox.claim(mail.id(), "another", LEASE).mail()).contains(mail);
  }
}
