package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.store.StoreUnavailableException;
import accounts.testing.MutableClock;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyRingCacheTest {
  private static final Duration REFRESH = Duration.ofMinutes(5);

  private final MutableClock clock = MutableClock.startingNow();
  private final KeyRing first = KeyRing.of(newKey());
  private final SigningKey added = newKey();
  private final KeyRing second =
      first.rotated(added, clock.instant(), Duration.ofMinutes(15), Duration.ofDays(7));
  private final InMemoryKeyRing source = new InMemoryKeyRing(first);
  private final KeyRingCache cache = new KeyRingCache(source, REFRESH, clock);

  private static SigningKey newKey() {
    return SigningKey.create(new SecureRandom());
  }

  @Test
  void ring_withinTheRefreshInterval_isReadOnce() {
    assertThat(source.reads()).isZero();
    cache.ring();
    source.replace(second);
    clock.advance(REFRESH.minusMillis(1));

    assertThat(cache.ring()).isSameAs(first);
    assertThat(source.reads()).isEqualTo(1);
  }

  @Test
  void ring_afterTheRefreshInterval_isReadAgain() {
    cache.ring();
    source.replace(second);
    clock.advance(REFRESH);

    assertThat(cache.ring()).isSameAs(second);
    assertThat(cache.ring()).isSameAs(second);
    assertThat(source.reads()).isEqualTo(2);
  }

  @Test
  void ring_sourceFails_keepsTheCopyAndTriesAgainAfterAPause() {
    cache.ring();
    source.replace(second);
    source.faults().failAfter(0);
    clock.advance(REFRESH);

    assertThat(cache.ring()).isSameAs(first);
    clock.advance(KeyRingCache.PAUSE.minusMillis(1));
    assertThat(cache.ring()).isSameAs(first);
    assertThat(source.reads()).isEqualTo(2);

    clock.advance(Duration.ofMillis(1));
    assertThat(cache.ring()).isSameAs(first);
    assertThat(source.reads()).isEqualTo(3);

    source.faults().recover();
    clock.advance(KeyRingCache.PAUSE);
    assertThat(cache.ring()).isSameAs(second);
  }

  @Test
  void ring_sourceFailsAndNoCopy_isUnavailableUntilItIsBack() {
    source.faults().failAfter(0);
    assertThatThrownBy(cache::ring).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> cache.ringWith("x")).isInstanceOf(StoreUnavailableException.class);

    source.faults().recover();
    assertThat(cache.ring()).isSameAs(first);
  }

  @Test
  void ringWith_knownKey_readsNothing() {
    cache.ring();
    clock.advance(Duration.ofMinutes(1));

    assertThat(cache.ringWith(first.ids().getFirst())).isSameAs(first);
    assertThat(source.reads()).isEqualTo(1);
  }

  @Test
  void ringWith_unknownKey_readsAgainAtMostOnceInThePause() {
    cache.ring();
    source.replace(second);
    clock.advance(KeyRingCache.PAUSE.minusMillis(1));
    assertThat(cache.ringWith(added.id())).isSameAs(first);

    clock.advance(Duration.ofMillis(1));
    assertThat(cache.ringWith(added.id())).isSameAs(second);
    assertThat(source.reads()).isEqualTo(2);

    for (int i = 0; i < 100; i++) {
      cache.ringWith("invented" + i);
    }
    assertThat(source.reads()).isEqualTo(2);
    clock.advance(KeyRingCache.PAUSE);
    cache.ringWith("invented");
    assertThat(source.reads()).isEqualTo(3);
  }

  @Test
  void ringWith_unknownKeyAndTheSourceFails_keepsTheCopy() {
    cache.ring();
    clock.advance(KeyRingCache.PAUSE);
    source.faults().failAfter(0);

    assertThat(cache.ringWith("invented")).isSameAs(first);
  }

  @Test
  void forget_copy_isReadAnew() {
    cache.ring();
    source.replace(second);

    cache.forget();

    assertThat(cache.ring()).isSameAs(second);
  }

  @Test
  void ring_clockPutBack_isReadAgain() {
    cache.ring();
    source.replace(second);
    clock.advance(Duration.ofDays(-1));

    assertThat(cache.ring()).isSameAs(second);
  }

  @Test
  void ring_refreshShorterThanThePause_isKeptTo() {
    KeyRingCache quick = new KeyRingCache(source, Duration.ofSeconds(1), clock);
    quick.ring();
    source.replace(second);
    clock.advance(Duration.ofSeconds(1));

    assertThat(quick.ring()).isSameAs(second);
  }
}
