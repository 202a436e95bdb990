package accounts.code;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

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
  void spend_codeThatExpiresNow_fails() {
    MutableClock clock = MutableClock.startingNow();
    CodeStore store = new InMemoryCodeStore(clock);
    MemberId member = new MemberId("m");
    store.put(member, VERIFY_EMAIL, "right");
    clock.advance(Duration.ofHours(1));

    assertThat(store.spend(member, VERIFY_EMAIL, "right")).isEmpty();
  }
}
