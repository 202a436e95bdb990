package accounts.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key for HS256, with the id that goes into the header of what it signs ({@code kid}). Shows
 * nothing of itself.
 */
public final class SigningKey {
  /** RFC 7518 section 3.2: as long as the hash at least. */
  public static final int SHORTEST = 32;

  /** {@code alg} of what it signs (RFC 7518 section 3.1). */
  static final String ALGORITHM = "HS256";

  private final String id;
  private final byte[] secret;

  private SigningKey(byte[] secret) {
    this.secret = secret;
    this.id = idOf(secret);
  }

  /**
   * @param base64Url at least 32 bytes, with or without padding
   * @throws IllegalArgumentException if it is shorter or no base64url
   */
  public static SigningKey fromBase64Url(String base64Url) {
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
    return new SigningKey(secret);
  }

  /** A new key of {@link #SHORTEST} bytes. */
  public static SigningKey create(SecureRandom random) {
    byte[] secret = new byte[SHORTEST];
    random.nextBytes(secret);
    return new SigningKey(secret);
  }

  public String id() {
    return id;
  }

  /** The key itself: it goes to its store only. */
  String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  byte[] secret() {
    return secret.clone();
  }

  /** The first 8 bytes of a hash: tells keys apart and nothing of the key. */
  private static String idOf(byte[] secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("kid".getBytes(StandardCharsets.US_ASCII));
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
