package accounts.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BcryptPasswordHasherTest {
  private final BcryptPasswordHasher hasher = new BcryptPasswordHasher(4, new SecureRandom());

  private boolean roundTrip(String hashed, String tried) {
    return hasher.matches(Password.of(tried), hasher.hash(Password.of(hashed)));
  }

  @Test
  void matches_hashMadeByPasslib_isTrue() {
    // From the documentation of passlib.hash.bcrypt_sha256.
    PasswordHash hash =
        new PasswordHash(
            "$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2");

    assertThat(hasher.matches(Password.of("password"), hash)).isTrue();
    assertThat(hasher.matches(Password.of("passwore"), hash)).isFalse();
  }

  @Test
  void hash_twice_differs() {
    Password password = Password.of("correct horse");

    assertThat(hasher.hash(password)).isNotEqualTo(hasher.hash(password));
  }

  @Test
  void matches_passwordsThatDifferBehind72Bytes_isFalse() {
    String start = "x".repeat(72);

    assertThat(roundTrip(start + "a", start + "a")).isTrue();
    assertThat(roundTrip(start + "a", start + "b")).isFalse();
    assertThat(roundTrip("비".repeat(256), "비".repeat(255) + "밀")).isFalse();
  }

  @Test
  void matches_passwordsThatDifferBehindANul_isFalse() {
    assertThat(roundTrip("abcdefgh\u0000a", "abcdefgh\u0000b")).isFalse();
  }

  @Test
  void matches_oneTextInTwoNormalizationForms_isTrue() {
    assertThat(roundTrip("caf\u00e9 \ud55c\uad6d", "cafe\u0301 \u1112\u1161\u11ab\uad6d")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "!",
        "$2a$04$abcdefghijklmnopqrstuuO4nZiJh0Hqt1vQ6n7s3gGdRl3m1nY5e",
        "$bcrypt-sha256$v=2,t=2b,r=99$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2"
      })
  void matches_unknownScheme_isFalse(String hash) {
    assertThat(hasher.matches(Password.of("password"), new PasswordHash(hash))).isFalse();
    assertThat(hasher.needsRehash(new PasswordHash(hash))).isTrue();
  }

  @Test
  void needsRehash_otherCost_isTrue() {
    PasswordHash hash = hasher.hash(Password.of("password"));

    assertThat(hasher.needsRehash(hash)).isFalse();
    assertThat(new BcryptPasswordHasher(5, new SecureRandom()).needsRehash(hash)).isTrue();
    assertThat(
            new BcryptPasswordHasher(5, new SecureRandom()).matches(Password.of("password"), hash))
        .isTrue();
  }

  @Test
  void new_costOutOfRange_throws() {
    assertThatThrownBy(() -> new BcryptPasswordHasher(3, new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_showsNothing() {
    assertThat(Password.of("secret password").toString()).doesNotContain("secret");
    assertThat(new PasswordHash("$bcrypt").toString()).doesNotContain("bcrypt");
  }
}
