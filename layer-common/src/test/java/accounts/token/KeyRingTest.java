package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final Duration PROPAGATION = Duration.ofMinutes(15);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String INITIAL = "Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU";

  private final SigningKey first = newKey();
  private final SigningKey second = newKey();
  private final SigningKey third = newKey();
  private final KeyRing once = KeyRing.of(first).rotated(second, NOW, PROPAGATION, WEEK);
  private final Instant activation = NOW.plus(PROPAGATION);

  private static SigningKey newKey() {
    return SigningKey.create(new SecureRandom());
  }

  private static List<String> accepted(KeyRing ring, Instant now) {
    return ring.accepted(now).stream().map(SigningKey::id).toList();
  }

  @Test
  void parse_asTheStackGeneratesIt_isOneKeyThatWasAlwaysActive() {
    String generated = "Ab0".repeat(21) + "z";
    KeyRing ring = KeyRing.parse("{\"keys\":[],\"initial\":\"" + generated + "\"}");

    assertThat(ring.signingKey(Instant.EPOCH).id())
        .isEqualTo(SigningKey.fromBase64Url(generated).id());
    assertThat(ring.signingKey(NOW).id()).isEqualTo(SigningKey.fromBase64Url(generated).id());
  }

  @Test
  void parse_textOfARing_isThatRing() {
    KeyRing ring = once.rotated(third, NOW.plusSeconds(1), PROPAGATION, Duration.ofDays(1));

    assertThat(KeyRing.parse(ring.text())).hasToString(ring.toString());
    assertThat(KeyRing.parse(ring.text()).signingKey(activation).secret())
        .isEqualTo(second.secret());
  }

  @Test
  void text_afterTheFirstRotation_hasNoInitialKeyBesideTheOthers() {
    KeyRing ring =
        KeyRing.parse("{\"initial\":\"" + INITIAL + "\",\"keys\":[]}")
            .rotated(second, NOW, PROPAGATION, WEEK);

    assertThat(ring.text()).doesNotContain("initial").contains(INITIAL);
    assertThat(ring.ids()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"keys\":[]}",
        "{\"initial\":null}",
        "{\"initial\":\"c2VjcmV0\"}",
        "{\"initial\":\"not base64!\"}",
        "{\"keys\":[{\"activeFrom\":1}]}",
        "{\"keys\":[{\"key\":\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\"}]}",
        "{\"keys\":[{\"key\":\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\",\"activeFrom\":-1}]}",
        "{\"keys\":[{\"key\":\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\",\"activeFrom\":\"1\"}]}",
        "{\"keys\":[{\"key\":\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\",\"activeFrom\":1,"
            + "\"retireAt\":1e99}]}",
        "{\"keys\":[\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\"]}"
      })
  void parse_noRing_isRefusedWithoutQuotingIt(String text) {
    IllegalArgumentException e =
        catchThrowableOfType(IllegalArgumentException.class, () -> KeyRing.parse(text));

    assertThat(e).isNotNull().hasNoCause();
    assertThat(e.getMessage())
        .doesNotContain("Zm9y")
        .doesNotContain("c2Vj")
        .doesNotContain("base64!");
  }

  @Test
  void rotated_newKey_signsFromItsActivationOn() {
    assertThat(once.signingKey(NOW).id()).isEqualTo(first.id());
    assertThat(once.signingKey(activation.minusMillis(1)).id()).isEqualTo(first.id());
    assertThat(once.signingKey(activation).id()).isEqualTo(second.id());
    assertThat(once.newestActiveFrom()).isEqualTo(activation);
  }

  @Test
  void rotated_newKey_isAcceptedAtOnce() {
    assertThat(accepted(once, NOW)).containsExactly(first.id(), second.id());
    assertThat(once.accepted(second.id(), NOW)).isPresent();
  }

  @Test
  void rotated_oldKey_isAcceptedUntilItsLastTokenIsGone() {
    Instant retirement = activation.plus(WEEK).plus(KeyRing.MARGIN);

    assertThat(accepted(once, retirement.minusMillis(1))).containsExactly(first.id(), second.id());
    assertThat(accepted(once, retirement)).containsExactly(second.id());
    assertThat(once.accepted(first.id(), retirement)).isEmpty();
    assertThat(once.knows(first.id())).isTrue();
  }

  @Test
  void rotated_lifetimesLoweredSince_countsTheLongerOnes() {
    KeyRing ring =
        once.rotated(third, NOW.plus(Duration.ofDays(30)), PROPAGATION, Duration.ofMinutes(10));
    Instant end = ring.newestActiveFrom().plus(WEEK).plus(KeyRing.MARGIN);

    assertThat(accepted(ring, end.minusMillis(1))).containsExactly(second.id(), third.id());
    assertThat(accepted(ring, end)).containsExactly(third.id());
  }

  @Test
  void rotated_lifetimesRaisedSince_countsTheLongerOnes() {
    Duration year = Duration.ofDays(365);
    KeyRing ring = once.rotated(third, NOW.plus(Duration.ofDays(30)), PROPAGATION, year);
    Instant end = ring.newestActiveFrom().plus(year).plus(KeyRing.MARGIN);

    assertThat(accepted(ring, end.minusMillis(1))).contains(second.id());
    assertThat(accepted(ring, end)).containsExactly(third.id());
  }

  @Test
  void rotated_keyThatRetiresNow_isLeftOut() {
    Instant retirement = activation.plus(WEEK).plus(KeyRing.MARGIN);

    assertThat(once.rotated(third, retirement.minusSeconds(1), PROPAGATION, WEEK).ids())
        .containsExactly(first.id(), second.id(), third.id());
    assertThat(once.rotated(third, retirement, PROPAGATION, WEEK).ids())
        .containsExactly(second.id(), third.id());
  }

  @Test
  void rotated_severalTimesBeforeTheFirstIsActive_keepsEveryKey() {
    KeyRing ring = KeyRing.of(first);
    for (int i = 0; i < 10; i++) {
      KeyRing next = ring.rotated(newKey(), NOW, PROPAGATION, WEEK);
      assertThat(next.isSuccessorOf(ring, NOW)).isTrue();
      assertThat(next.newestActiveFrom()).isAfter(ring.newestActiveFrom());
      ring = next;
    }

    assertThat(accepted(ring, NOW)).hasSize(11);
    assertThat(ring.signingKey(NOW).id()).isEqualTo(first.id());
    // Each signs until the next does, and is kept for a week from then.
    for (int i = 1; i < 10; i++) {
      Instant at = activation.plusSeconds(i - 1);
      String id = ring.signingKey(at).id();
      assertThat(id).isEqualTo(ring.ids().get(i));
      assertThat(accepted(ring, at.plus(WEEK))).contains(id);
    }
  }

  @Test
  void rotated_dailyWithTokensOfAYear_fitsIntoASecret() {
    Duration year = Duration.ofDays(365);
    KeyRing ring = KeyRing.of(first);
    for (int day = 0; day < 800; day++) {
      ring = ring.rotated(newKey(), NOW.plus(Duration.ofDays(day)), PROPAGATION, year);
    }

    assertThat(ring.text().length()).isLessThan(65_536);
  }

  @Test
  void isSuccessorOf_ringThatLacksALiveKey_isNot() {
    Instant retirement = activation.plus(WEEK).plus(KeyRing.MARGIN);

    assertThat(once.isSuccessorOf(KeyRing.of(first), NOW)).isTrue();
    assertThat(once.isSuccessorOf(once, NOW)).isTrue();
    assertThat(KeyRing.of(second).isSuccessorOf(once, retirement.minusMillis(1))).isFalse();
    assertThat(KeyRing.of(second).isSuccessorOf(once, retirement)).isTrue();
  }

  @Test
  void isSuccessorOf_ringWithAKeyThatWasTakenOut_isNot() {
    KeyRing withoutTheFirst = KeyRing.of(second);

    assertThat(once.rotated(third, NOW, PROPAGATION, WEEK).isSuccessorOf(withoutTheFirst, NOW))
        .isFalse();
  }

  @Test
  void signingKey_beforeAnyWasActive_isTheOldest() {
    KeyRing ring = once.rotated(third, activation.plus(WEEK).plusSeconds(60), PROPAGATION, WEEK);

    assertThat(ring.ids()).doesNotContain(first.id());
    assertThat(ring.signingKey(NOW).id()).isEqualTo(second.id());
  }

  @Test
  void toString_showsNoKey() {
    assertThat(once.toString()).contains(first.id(), second.id());
    assertThat(once.toString()).doesNotContain(first.base64Url(), second.base64Url());
  }
}
