package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Es256Test {
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  /** RFC 6979 appendix A.2.5. */
  private static final Es256 KEY =
      new Es256(
          HexFormat.of()
              .parseHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));

  @Test
  void publicKey_isThatOfThePrivateOne() {
    assertThat(KEY.publicKey().getW().getAffineX().toString(16))
        .isEqualTo("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
    assertThat(KEY.publicKey().getW().getAffineY().toString(16))
        .isEqualTo("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
  }

  @ParameterizedTest
  @CsvSource({
    "sample,efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716,"
        + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    "test,f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367,"
        + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
  })
  void sign_vectorsOfTheRfc_withTheSmallerS(String message, String r, String s) {
    byte[] signature = KEY.sign(message.getBytes(StandardCharsets.US_ASCII));

    BigInteger given = new BigInteger(s, 16);
    assertThat(HexFormat.of().formatHex(signature, 0, 32)).isEqualTo(r);
    assertThat(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
        .isEqualTo(given.min(ORDER.subtract(given)));
  }

  /** Numbers with leading zeros among them, one in 128. */
  @Test
  void sign_manyKeysAndTexts_areVerifiedByTheJdk() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 300; i++) {
      SigningKey key = SigningKey.create(TokenAlgorithm.ES256, random);
      String token = JWT.create().withClaim("i", i).sign(key.jwt());
      String again = JWT.create().withClaim("i", i).sign(key.jwt());

      assertThat(again).isEqualTo(token);
      PublicKey shown = key.publicKey().orElseThrow();
      assertThat(shown.id()).isEqualTo(key.id());
      assertThat(Base64.getUrlDecoder().decode(shown.x())).hasSize(32);
      assertThat(Base64.getUrlDecoder().decode(shown.y())).hasSize(32);
      Algorithm.ECDSA256(((Es256) key.jwt()).publicKey(), null).verify(JWT.decode(token));
      key.jwt().verify(JWT.decode(token));
    }
  }

  @Test
  void isPrivateKey_fromOneToTheOrder() {
    assertThat(Es256.isPrivateKey(new byte[32])).isFalse();
    assertThat(Es256.isPrivateKey(Es256.bytes(BigInteger.ONE))).isTrue();
    assertThat(Es256.isPrivateKey(Es256.bytes(ORDER.subtract(BigInteger.ONE)))).isTrue();
    assertThat(Es256.isPrivateKey(Es256.bytes(ORDER))).isFalse();
    assertThat(Es256.isPrivateKey(new byte[] {1})).isFalse();
    assertThat(Es256.isPrivateKey(new byte[33])).isFalse();
  }

  @Test
  void derivedKey_isAlwaysTheSameAndNotTheSecret() {
    SigningKey secret = SigningKey.fromBase64Url("Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU");
    SigningKey other = SigningKey.create(new SecureRandom());

    assertThat(secret.derivedEs256().base64Url()).isEqualTo(secret.derivedEs256().base64Url());
    // Another way to it would make every stack's first tokens void.
    assertThat(secret.derivedEs256().id()).isEqualTo("Dm7dL2NHN7M");
    assertThat(secret.derivedEs256().id()).isNotEqualTo(secret.id());
    assertThat(secret.derivedEs256().base64Url())
        .isNotEqualTo(secret.base64Url())
        .isNotEqualTo(other.derivedEs256().base64Url());
  }
}
