package accounts.code;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.code.CodeStore.Claim;
import accounts.member.MemberId;
import accounts.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryCodeStoreTest extends CodeStoreContract {
  InMemoryCodeStoreTest() {
    super(new InMemoryCodeStore(Clock.systemUTC()));
  }

  @Test
  void claim_thatRanOut_isOver() {
    MutableClock clock = MutableClock.startingNow();
    CodeStore store = new InMemoryCodeStore(clock);
    MemberId member = new MemberId("m");
    store.put(member, VERIFY_EMAIL, "right");
    Claim killed = new Claim("killed");
    store.claim(member, VERIFY_EMAIL, "right", killed);
    clock.advance(CodeStore.LEASE.minusMillis(1));
    assertThat(store.claim(member, VERIFY_EMAIL, "right", new Claim("early"))).isFalse();
    clock.advance(Duration.ofMillis(1));

    assertThat(store.claim(member, VERIFY_EMAIL, "right", new Claim("next"))).isTrue();

    store.release(member, VERIFY_EMAIL, killed);
    store.finish(member, VERIFY_EMAIL, killed);
    assertThat(store.claim(member, VERIFY_EMAIL, "right", new Claim("last"))).isFalse();
  }

  @Test
  void claim_codeThatExpiresNow_fails() {
    MutableClock clock = MutableClock.startingNow();
    CodeStore store = new InMemoryCodeStore(clock);
    MemberId member = new MemberId("m");
    store.put(member, VERIFY_EMAIL, "right");
    clock.advance(Duration.ofHours(1));

    assertThat(store.claim(member, VERIFY_EMAIL, "right", new Claim("a"))).isFalse();
  }
}
