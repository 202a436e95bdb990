package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.limit.InMemoryRateLimiter;
import accounts.limit.Place;
import accounts.limit.RateLimits;
import accounts.member.Email;
import accounts.store.StoreUnavailableException;
import accounts.testing.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final String CLIENT = "203.0.113.7";
  private static final Email ALICE = new Email("Alice@example.com");

  private final MutableClock clock = new MutableClock(Instant.parse("2026-11-23T12:00:00Z"));
  private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);
  private final List<String> lines = new ArrayList<>();
  private final RateLimit logins =
      RateLimit.ofLogins(limiter, RateLimits.DEFAULT, new RequestLog(lines::add));
  private final RateLimit signUps = RateLimit.ofSignUps(limiter, RateLimits.DEFAULT);
  private final RateLimit mails = RateLimit.ofMails(limiter, RateLimits.DEFAULT);

  private static void assertRefused(Runnable call, long seconds) {
    assertThatThrownBy(call::run)
        .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
        .satisfies(
            e -> {
              assertThat(e.status()).isEqualTo(429);
              assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
              assertThat(e.headers()).containsEntry("Retry-After", Long.toString(seconds));
              assertThat(e.fields()).containsEntry("retryAfterSeconds", seconds);
            });
  }

  @Test
  void signUps_areTwentyAMinuteOfAClient() {
    for (int i = 0; i < 20; i++) {
      assertThat(signUps.takeForClient(CLIENT)).isPresent();
    }
    clock.advance(Duration.ofMillis(1500));

    assertRefused(() -> signUps.takeForClient(CLIENT), 59);
    assertThat(signUps.takeForClient("203.0.113.8")).isPresent();
    // Other things are counted for themselves.
    assertThat(logins.takeForClient(CLIENT)).isPresent();
  }

  @Test
  void signUps_ofOneIpv6Network_areOfOneClient() {
    for (int i = 0; i < 20; i++) {
      signUps.takeForClient("2001:db8:1:2::" + i);
    }

    assertRefused(() -> signUps.takeForClient("2001:db8:1:2:3:4:5:6"), 60);
    assertThat(signUps.takeForClient("2001:db8:1:3::1")).isPresent();
  }

  @Test
  void logins_thatFail_areTenAMinute_andThirtyInAll() {
    for (int i = 0; i < 20; i++) {
      logins.succeeded(logins.takeForClient(CLIENT));
    }
    for (int i = 0; i < 10; i++) {
      logins.takeForClient(CLIENT);
    }
    assertRefused(() -> logins.takeForClient(CLIENT), 60);

    String other = "203.0.113.8";
    for (int i = 0; i < 10; i++) {
      logins.takeForClient(other);
    }
    assertRefused(() -> logins.takeForClient(other), 60);
  }

  @Test
  void mails_areOneAMinuteAndFiveAnHour_toAMailboxHoweverItIsWritten() {
    for (int i = 0; i < 5; i++) {
      assertThat(mails.takeForMailbox(ALICE)).isPresent();
      assertRefused(
          () -> mails.takeForMailbox(new Email("aLICE@EXAMPLE.com")), i < 4 ? 60 : 3600 - 240);
      clock.advance(Duration.ofMinutes(1));
    }
    assertRefused(() -> mails.takeForMailbox(ALICE), 3600 - 300);
    assertThat(mails.takeForMailbox(new Email("bob@example.com"))).isPresent();
  }

  @Test
  void giveBack_isAsIfNothingWasSent() {
    Optional<Place> place = mails.takeForMailbox(ALICE);
    mails.giveBack(place);

    assertThat(mails.takeForMailbox(ALICE)).isPresent();
  }

  @Test
  void nobodyCanCount_mailIsNotSent_butLoginsGoOnWithAWord() {
    limiter.faults().failAfter(0);

    assertThatThrownBy(() -> mails.takeForMailbox(ALICE))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> signUps.takeForClient(CLIENT))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(logins.takeForClient(CLIENT)).isEmpty();
    assertThat(lines).singleElement().asString().contains("not-counted").doesNotContain(CLIENT);
  }

  @Test
  void giveBack_whileNobodyCanCount_isNoFault() {
    Optional<Place> place = logins.takeForClient(CLIENT);
    limiter.faults().failAfter(0);

    logins.succeeded(place);
    logins.giveBack(place);
  }

  @Test
  void limitsOfZero_areNone() {
    RateLimit none = RateLimit.ofMails(limiter, RateLimits.NONE);
    limiter.faults().failAfter(0);

    assertThat(none.takeForMailbox(ALICE)).isEmpty();
  }

  @Test
  void clientWithoutAnAddress_isNotCounted() {
    for (int i = 0; i < 21; i++) {
      assertThat(signUps.takeForClient("")).isEmpty();
    }
  }
}
