package accounts.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSchemesTest {
  private final BcryptPasswordHasher ours = new BcryptPasswordHasher(4, new SecureRandom());
  private final PasswordHasher schemes = new KnownSchemes(ours);

  private boolean matches(String password, String hash) {
    return schemes.matches(Password.of(password), new PasswordHash(hash));
  }

  private static String fault(String hash) {
    return KnownSchemes.fault(new PasswordHash(hash)).orElse("");
  }

  /**
   * From the test programs of crypt_blowfish ({@code U*U}, {@code 0123…}) and the reference
   * implementation of Argon2 ({@code password}); the others made with Python's hashlib and
   * libxcrypt and with Argon2's command.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S3cret-alice | pbkdf2_sha256$260000$abcdefghijklmnopqrstuv$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4=",
        "비밀번호-앨리스 | pbkdf2_sha256$1000$sAlt1234$ok1PIVRc3r/5Ie8ib8xNPnXAqNAPZUtlpL5O1/M5BMo=",
        "S3cret-alice | bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuupNOc7taHJ9Lk0ymV8fNcsB4Tfi4gpR2",
        "비밀번호-앨리스 | bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuuED3skDQxMfNBlMPAw.8wPNS/mxiBjjm",
        "U*U | $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "S3cret-alice | bcrypt$$2b$05$abcdefghijklmnopqrstuu8Z3cAfpx4lOpZhqNqBCRj37yvEcQPyO",
        "비밀번호-앨리스 | $2a$05$abcdefghijklmnopqrstuu.IWSC4q624q7X7G/ZpDBPKab4yHjZgS",
        "비밀번호-앨리스 | $2b$05$abcdefghijklmnopqrstuu.IWSC4q624q7X7G/ZpDBPKab4yHjZgS",
        "비밀번호-앨리스 | $2y$05$abcdefghijklmnopqrstuu.IWSC4q624q7X7G/ZpDBPKab4yHjZgS",
        "password | $argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "비밀번호-앨리스 | $argon2id$v=19$m=1024,t=2,p=8$c29tZXNhbHRzb21lc2FsdA$xpt4OLfDhn7FQWOf5ViFNXpVwfElGuYntXWyfoNv1Lw",
        "S3cret-alice | argon2$argon2id$v=19$m=512,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$tPxy0dwWGb2pb0oOoKJmBlUD25RG1JRgMxVqVu7Pq20"
      })
  void matches_hashFromElsewhere_isTrueForItsPasswordAlone(String password, String hash) {
    assertThat(fault(hash)).isEmpty();
    assertThat(matches(password, hash)).isTrue();
    assertThat(matches(password + "x", hash)).isFalse();
    assertThat(matches("", hash)).isFalse();
    assertThat(schemes.needsRehash(new PasswordHash(hash))).isTrue();
  }

  @Test
  void matches_ownHash_isKeptAsItIs() {
    PasswordHash hash = schemes.hash(Password.of("correct horse"));

    assertThat(KnownSchemes.fault(hash)).isEmpty();
    assertThat(schemes.matches(Password.of("correct horse"), hash)).isTrue();
    assertThat(schemes.matches(Password.of("correct hors"), hash)).isFalse();
    assertThat(schemes.needsRehash(hash)).isFalse();
  }

  @Test
  void matches_plainBcryptOfALongPassword_readsThe72BytesThatWereHashed() {
    String start = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    String hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";

    assertThat(matches(start + "chars after 72 are ignored", hash)).isTrue();
    assertThat(matches(start, hash)).isTrue();
    assertThat(matches(start.substring(0, 71), hash)).isFalse();
    // 23 syllables of 3 bytes and 3 letters are 72.
    assertThat(
            matches(
                "비".repeat(23) + "abctail",
                "$2b$05$abcdefghijklmnopqrstuu/NNsJLfscMqZK.eZhKBiA6/b2eGQcle"))
        .isTrue();
  }

  @Test
  void matches_plainBcryptAndAPasswordWithANul_isFalse() {
    String hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    // bcrypt repeats the password with a NUL behind it: for jbcrypt this is the same one.
    assertThat(matches("U*U\0U*U", hash)).isFalse();
  }

  @Test
  void matches_passwordNotInNormalizationFormC_isHeldToItAsTyped() {
    String hash = "pbkdf2_sha256$1000$sAlt1234$WhMse/zgCnEmtcyezs+MJ40g/lm7DAZvVc1xZzFZQQ8=";
    String decomposed = Normalizer.normalize("비밀번호", Normalizer.Form.NFD);

    assertThat(matches(decomposed, hash)).isTrue();
    assertThat(matches("비밀번호", hash)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pbkdf2_sha256$0$salt$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4= | has 0 iterations",
        "pbkdf2_sha256$2000001$salt$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4= | has 2000001 iterations",
        "pbkdf2_sha256$9999999999$salt$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4= | is not a whole hash",
        "pbkdf2_sha256$1000$$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4= | is not a whole hash",
        "pbkdf2_sha256$1000$salt$sxCWwyfHn7wS | is not a whole hash",
        "pbkdf2_sha1$1000$salt$sxCWwyfHn7wS | is of a scheme that is not known",
        "$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | has bcrypt cost 3",
        "$2a$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | has bcrypt cost 15",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | is not a whole bcrypt hash",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe | is not a whole bcrypt hash",
        "bcrypt_sha256$$2b$31$abcdefghijklmnopqrstuupNOc7taHJ9Lk0ymV8fNcsB4Tfi4gpR2 | has bcrypt cost 31",
        "bcrypt_sha256$2b$05$abcd | is not a whole hash",
        "$bcrypt-sha256$v=2,t=2b,r=15$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2 | has bcrypt cost 15",
        "$bcrypt-sha256$v=1,t=2b,r=12$n79VH | is not a whole hash",
        "$argon2i$v=19$m=512,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$ag0Ns0v85RZUQCQrqBdSKXhM9FX3E2xLNP2w3+LQomw | is of another Argon2",
        "argon2$argon2d$v=19$m=512 | is of another Argon2",
        "$argon2id$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | is not a whole",
        "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | is of another version",
        "$argon2id$v=19$m=262145,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has m=262145",
        "$argon2id$v=19$m=15,t=1,p=2$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has m=15",
        "$argon2id$v=19$m=262144,t=5,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has t=5",
        "$argon2id$v=19$m=1024,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has t=0",
        "$argon2id$v=19$m=65536,t=1,p=256$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has p=256",
        "$argon2id$v=19$m=65536,t=1,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has p=0",
        "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has a salt of 4 bytes",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1a | has a hash of 9 bytes",
        "$argon2id$v=19$m=65536,t=2,p=1$A$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc | has a salt that is not Base64"
      })
  void fault_hashThatNoLoginComputes_isToldAndNothingMatchesIt(String hash, String reason) {
    assertThat(fault(hash)).startsWith(reason);
    assertThat(matches("password", hash)).isFalse();
    assertThat(schemes.needsRehash(new PasswordHash(hash))).isTrue();
  }

  @Test
  void fault_costliestHashes_isNothing() {
    assertThat(fault("pbkdf2_sha256$2000000$s$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4="))
        .isEmpty();
    assertThat(fault("$2y$14$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")).isEmpty();
    assertThat(
            fault(
                "$argon2id$v=19$m=262144,t=4,p=255$c29tZXNhbHQ$"
                    + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "$", "plain text", "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99"})
  void fault_unknownScheme_isTold(String hash) {
    assertThat(fault(hash)).isEqualTo("is of a scheme that is not known here");
    assertThat(matches(hash, hash)).isFalse();
  }

  @Test
  void fault_veryLongText_isTold() {
    assertThat(fault("$argon2id$v=19$m=1024,t=1,p=1$" + "A".repeat(600) + "$AAAA"))
        .isEqualTo("is longer than 512 characters");
  }

  @Test
  void unusable_matchesNothingAndIsNeverTheSame() {
    PasswordHash hash = PasswordHash.unusable(new SecureRandom());

    assertThat(hash.isUsable()).isFalse();
    assertThat(schemes.hash(Password.of("x")).isUsable()).isTrue();
    assertThat(matches(hash.value(), hash.value())).isFalse();
    assertThat(PasswordHash.unusable(new SecureRandom())).isNotEqualTo(hash);
  }
}
