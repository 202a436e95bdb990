package accounts.password;

import accounts.crypto.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindrot.jbcrypt.BCrypt;

/**
 * bcrypt over HMAC-SHA-256, in the format and by the method of passlib's {@code bcrypt_sha256},
 * version 2: {@code $bcrypt-sha256$v=2,t=2b,r=12$<22 characters of salt>$<31 of hash>}.
 *
 * <p>bcrypt alone reads 72 bytes of a password and stops at a NUL. What it gets here is the Base64
 * of HMAC-SHA-256 of the whole password: 44 bytes without a NUL. The HMAC's key is the salt, so a
 * plain SHA-256 of the password stolen elsewhere is of no use here ("password shucking"; OWASP
 * Password Storage Cheat Sheet, "Pre-Hashing Passwords with bcrypt").
 */
public final class BcryptPasswordHasher implements PasswordHasher {
  /** OWASP asks for 10 at least. About 0.3 s on one core in 2026. */
  public static final int DEFAULT_COST = 12;

  private static final Pattern FORMAT =
      Pattern.compile(
          "\\$bcrypt-sha256\\$v=2,t=2b,r=(\\d{1,2})\\$([./A-Za-z0-9]{22})\\$([./A-Za-z0-9]{31})");

  private static final String ANY_SALT = "abcdefghijklmnopqrstuu";

  private final int cost;
  private final SecureRandom random;

  /**
   * @param cost log2 of the rounds, 4 to 31
   */
  public BcryptPasswordHasher(int cost, SecureRandom random) {
    if (cost < 4 || cost > 31) {
      throw new IllegalArgumentException("bcrypt cost must be 4 to 31, not " + cost);
    }
    this.cost = cost;
    this.random = random;
  }

  @Override
  public PasswordHash hash(Password password) {
    // jbcrypt's salt: "$2a$" cost "$" and 22 characters.
    String salt = BCrypt.gensalt(cost, random).substring(7);
    String hash = bcrypt(password, cost, salt);
    return new PasswordHash("$bcrypt-sha256$v=2,t=2b,r=" + cost + "$" + salt + "$" + hash);
  }

  @Override
  public boolean matches(Password password, PasswordHash hash) {
    Matcher parts = FORMAT.matcher(hash.value());
    if (!parts.matches()) {
      return false;
    }
    int storedCost = Integer.parseInt(parts.group(1));
    if (storedCost < 4 || storedCost > 31) {
      return false;
    }
    String actual = bcrypt(password, storedCost, parts.group(2));
    return MessageDigest.isEqual(
        actual.getBytes(StandardCharsets.US_ASCII),
        parts.group(3).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public boolean needsRehash(PasswordHash hash) {
    Matcher parts = FORMAT.matcher(hash.value());
    return !parts.matches() || Integer.parseInt(parts.group(1)) != cost;
  }

  @Override
  public void matchNothing(Password password) {
    bcrypt(password, cost, ANY_SALT);
  }

  /** The last 31 characters of the bcrypt string. For ASCII keys "2a" and "2b" are the same. */
  private static String bcrypt(Password password, int cost, String salt) {
    String key =
        Base64.getEncoder()
            .encodeToString(
                HmacSha256.of(salt.getBytes(StandardCharsets.US_ASCII), password.utf8()));
    return BCrypt.hashpw(key, "$2a$" + (cost < 10 ? "0" : "") + cost + "$" + salt).substring(29);
  }
}
