package accounts.token;

import accounts.crypto.HmacSha256;
import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A key that signs and verifies tokens by one algorithm, with the id that goes into the header of
 * what it signs ({@code kid}). Shows nothing of itself.
 */
public final class SigningKey {
  /** RFC 7518 section 3.2: as long as the hash at least. A key for ES256 has so many bytes. */
  public static final int SHORTEST = 32;

  private final TokenAlgorithm algorithm;
  private final String id;
  private final byte[] secret;
  private final Algorithm jwt;

  private SigningKey(TokenAlgorithm algorithm, byte[] secret) {
    this.algorithm = algorithm;
    this.secret = secret;
    this.jwt =
        switch (algorithm) {
          case HS256 -> Algorithm.HMAC256(secret);
          case ES256 -> new Es256(secret);
        };
    this.id =
        switch (algorithm) {
          case HS256 -> idOf("kid", secret);
          case ES256 -> idOf("kid ES256", secret);
        };
  }

  /**
   * A key for HS256.
   *
   * @param base64Url at least 32 bytes, with or without padding
   * @throws IllegalArgumentException if it is shorter or no base64url
   */
  public static SigningKey fromBase64Url(String base64Url) {
    return of(TokenAlgorithm.HS256, base64Url);
  }

  /**
   * A key for that algorithm.
   *
   * @param base64Url for HS256 at least 32 bytes; for ES256 the private key, as {@code d} of a JWK
   *     (RFC 7518 section 6.2.2.1)
   * @throws IllegalArgumentException if it is no such key; the message does not quote it
   */
  static SigningKey of(TokenAlgorithm algorithm, String base64Url) {
    byte[] secret;
    try {
      secret = Base64.getUrlDecoder().decode(base64Url);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose text quotes the key.
      throw new IllegalArgumentException("The signing key is not base64url");
    }
    if (secret.length < SHORTEST) {
      throw new IllegalArgumentException("The signing key is shorter than 32 bytes");
    }
    if (algorithm == TokenAlgorithm.ES256 && !Es256.isPrivateKey(secret)) {
      throw new IllegalArgumentException("The signing key is no private key of P-256");
    }
    return new SigningKey(algorithm, secret);
  }

  /** A new key for HS256. */
  public static SigningKey create(SecureRandom random) {
    return create(TokenAlgorithm.HS256, random);
  }

  /** A new key of {@link #SHORTEST} bytes. */
  public static SigningKey create(TokenAlgorithm algorithm, SecureRandom random) {
    byte[] secret = new byte[SHORTEST];
    do {
      random.nextBytes(secret);
      // One in four billion is no private key (FIPS 186-5 appendix A.2.2: candidates are tested).
    } while (algorithm == TokenAlgorithm.ES256 && !Es256.isPrivateKey(secret));
    return new SigningKey(algorithm, secret);
  }

  /**
   * The key for ES256 that belongs to this secret, always the same. Who knows it learns nothing of
   * the secret, and a signature of the secret's own is never it: HMAC of a text that is no token.
   */
  SigningKey derivedEs256() {
    for (int i = 1; ; i++) {
      byte[] candidate = HmacSha256.of(secret, "ES256 signing key " + i);
      if (Es256.isPrivateKey(candidate)) {
        return new SigningKey(TokenAlgorithm.ES256, candidate);
      }
    }
  }

  public String id() {
    return id;
  }

  public TokenAlgorithm algorithm() {
    return algorithm;
  }

  /** What signs and verifies with this key, by its own algorithm. */
  Algorithm jwt() {
    return jwt;
  }

  /**
   * Whether the signature is this key's, by its own algorithm. Takes as long for a wrong one.
   *
   * @param header of a token, in base64url
   * @param payload of the same, in base64url
   */
  boolean hasSigned(byte[] header, byte[] payload, byte[] signature) {
    return jwt instanceof Es256 es256
        ? es256.hasSigned(header, payload, signature)
        : MessageDigest.isEqual(jwt.sign(header, payload), signature);
  }

  /** What others may know of it: of a key for HS256 nothing. */
  Optional<PublicKey> publicKey() {
    return jwt instanceof Es256 es256
        ? Optional.of(PublicKey.of(id, es256.publicKey()))
        : Optional.empty();
  }

  /** The key itself: it goes to its store only. */
  String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  byte[] secret() {
    return secret.clone();
  }

  /** The first 8 bytes of a hash: tells keys apart and nothing of the key. */
  private static String idOf(String purpose, byte[] secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(purpose.getBytes(StandardCharsets.US_ASCII));
      byte[] digest = sha256.digest(secret);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
