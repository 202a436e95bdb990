package accounts.mail;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.language.Language;
import accounts.mail.MailOutbox.Claim;
import accounts.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link MailOutbox} does. */
public abstract class MailOutboxContract {
  private static final Duration LEASE = Duration.ofSeconds(90);

  private final MutableClock clock = MutableClock.startingNow();
  private final MailOutbox outbox;

  /**
   * @param factory makes one that may hold what other tests left in it
   */
  protected MailOutboxContract(Function<Clock, MailOutbox> factory) {
    this.outbox = factory.apply(clock);
  }

  private OutboxMail added() {
    OutboxMail mail =
        OutboxMail.verificationCode("ABC123", "a@example.com", Language.KOREAN, clock.instant());
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
    outbox.sent(sent.id());
    OutboxMail rejected = added();
    claim(rejected);
    outbox.reject(rejected.id(), "MessageRejected");

    clock.advance(LEASE);

    assertThat(claim(sent)).isEqualTo(Claim.DONE);
    assertThat(claim(rejected)).isEqualTo(Claim.DONE);
    assertThat(outbox.claim("nobody", "me", LEASE).claim()).isEqualTo(Claim.DONE);
  }

  @Test
  void finishing_aMailThatIsGone_doesNothing() {
    outbox.sent("nobody");
    outbox.release("nobody");
    outbox.reject("nobody", "reason");

    assertThat(outbox.claim("nobody", "me", LEASE).claim()).isEqualTo(Claim.DONE);
  }
}
