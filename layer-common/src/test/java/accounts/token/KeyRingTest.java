package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

  private static SigningKey newEs256() {
    return SigningKey.create(TokenAlgorithm.ES256, new SecureRandom());
  }

  private static KeyRing parse(String text) {
    return KeyRing.parse(text, TokenAlgorithm.HS256);
  }

  private static List<String> published(KeyRing ring, Instant now) {
    return ring.publicKeys(now).stream().map(PublicKey::id).toList();
  }

  private static List<String> accepted(KeyRing ring, Instant now) {
    return ring.accepted(now).stream().map(SigningKey::id).toList();
  }

  @Test
  void parse_asTheStackGeneratesIt_isOneKeyThatWasAlwaysActive() {
    String generated = "Ab0".repeat(21) + "z";
    KeyRing ring = parse("{\"keys\":[],\"initial\":\"" + generated + "\"}");

    assertThat(ring.signingKey(Instant.EPOCH).id())
        .isEqualTo(SigningKey.fromBase64Url(generated).id());
    assertThat(ring.signingKey(NOW).id()).isEqualTo(SigningKey.fromBase64Url(generated).id());
  }

  @Test
  void parse_textOfARing_isThatRing() {
    KeyRing ring = once.rotated(third, NOW.plusSeconds(1), PROPAGATION, Duration.ofDays(1));

    assertThat(parse(ring.text())).hasToString(ring.toString());
    assertThat(parse(ring.text()).signingKey(activation).secret()).isEqualTo(second.secret());
  }

  /** The two keys of a generated secret, by its reader's algorithm. */
  @ParameterizedTest
  @EnumSource(TokenAlgorithm.class)
  void parse_asTheStackGeneratesIt_signsByTheAlgorithmAskedForAndAcceptsBoth(
      TokenAlgorithm algorithm) {
    String text = "{\"keys\":[],\"initial\":\"" + INITIAL + "\"}";
    KeyRing ring = KeyRing.parse(text, algorithm);
    KeyRing other =
        KeyRing.parse(
            text, algorithm == TokenAlgorithm.HS256 ? TokenAlgorithm.ES256 : TokenAlgorithm.HS256);

    assertThat(ring.signingKey(NOW).algorithm()).isEqualTo(algorithm);
    assertThat(ring.signingKey(Instant.EPOCH).algorithm()).isEqualTo(algorithm);
    assertThat(ring.accepted(other.signingKey(NOW).id(), NOW)).isPresent();
    assertThat(ring.ids()).containsExactlyInAnyOrderElementsOf(other.ids()).doesNotHaveDuplicates();
    assertThat(ring.isSuccessorOf(other, NOW)).isTrue();
  }

  @Test
  void publicKeys_asTheStackGeneratesIt_isTheOneThatSigns() {
    String text = "{\"keys\":[],\"initial\":\"" + INITIAL + "\"}";
    KeyRing es256 = KeyRing.parse(text, TokenAlgorithm.ES256);

    assertThat(published(es256, NOW)).containsExactly(es256.signingKey(NOW).id());
    assertThat(published(parse(text), NOW)).isEmpty();
  }

  @Test
  void publicKeys_hs256Only_isEmpty() {
    assertThat(published(once, NOW)).isEmpty();
  }

  @Test
  void publicKeys_keyThatWillSign_isThereAtOnceAndUntilItRetires() {
    SigningKey key = newEs256();
    KeyRing ring = KeyRing.of(first).rotated(key, NOW, PROPAGATION, WEEK);
    assertThat(published(ring, NOW)).containsExactly(key.id());

    Instant later = NOW.plus(Duration.ofDays(90));
    KeyRing next = ring.rotated(newEs256(), later, PROPAGATION, WEEK);
    Instant retirement = later.plus(PROPAGATION).plus(WEEK).plus(KeyRing.MARGIN);
    assertThat(published(next, retirement.minusMillis(1))).hasSize(2).startsWith(key.id());
    assertThat(published(next, retirement)).hasSize(1).doesNotContain(key.id());
  }

  @Test
  void rotated_generatedSecretThatSignsByEs256_keepsSigningUntilTheActivation() {
    KeyRing ring =
        KeyRing.parse("{\"keys\":[],\"initial\":\"" + INITIAL + "\"}", TokenAlgorithm.ES256);
    SigningKey key = newEs256();
    // Read by functions with either setting.
    KeyRing next = parse(ring.rotated(key, NOW, PROPAGATION, WEEK).text());

    assertThat(next.signingKey(activation.minusMillis(1)).id())
        .isEqualTo(ring.signingKey(NOW).id());
    assertThat(next.signingKey(activation).id()).isEqualTo(key.id());
    assertThat(published(next, NOW)).containsExactly(ring.signingKey(NOW).id(), key.id());
    assertThat(next.isSuccessorOf(ring, NOW)).isTrue();
  }

  @Test
  void parse_textOfARingWithBothAlgorithms_isThatRing() {
    SigningKey key = newEs256();
    KeyRing ring = KeyRing.of(first).rotated(key, NOW, PROPAGATION, WEEK);
    KeyRing read = parse(ring.text());

    assertThat(read).hasToString(ring.toString());
    assertThat(read.signingKey(NOW).algorithm()).isEqualTo(TokenAlgorithm.HS256);
    assertThat(read.signingKey(activation).algorithm()).isEqualTo(TokenAlgorithm.ES256);
    assertThat(read.signingKey(activation).publicKey()).isEqualTo(key.publicKey());
  }

  @Test
  void text_afterTheFirstRotation_hasNoInitialKeyBesideTheOthers() {
    KeyRing ring =
        parse("{\"initial\":\"" + INITIAL + "\",\"keys\":[]}")
            .rotated(second, NOW, PROPAGATION, WEEK);

    assertThat(ring.text()).doesNotContain("initial").contains(INITIAL);
    assertThat(ring.ids()).hasSize(3).endsWith(second.id());
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
        "{\"keys\":[{\"alg\":\"ES256\",\"activeFrom\":1,"
            + "\"key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
        "{\"keys\":[{\"alg\":\"ES256\",\"activeFrom\":1,"
            + "\"key\":\"_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE\"}]}",
        "{\"keys\":[{\"alg\":\"ES256\",\"activeFrom\":1,"
            + "\"key\":\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGUAAAA\"}]}",
        "{\"keys\":[{\"alg\":\"none\",\"activeFrom\":1,"
            + "\"key\":\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\"}]}",
        "{\"keys\":[{\"alg\":null,\"activeFrom\":1,"
            + "\"key\":\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\"}]}",
        "{\"keys\":[\"Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU\"]}"
      })
  void parse_noRing_isRefusedWithoutQuotingIt(String text) {
    IllegalArgumentException e =
        catchThrowableOfType(IllegalArgumentException.class, () -> parse(text));

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
      ring = ring.rotated(newEs256(), NOW.plus(Duration.ofDays(day)), PROPAGATION, year);
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
