package accounts.password;

import accounts.crypto.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
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
          "\\$bcrypt-sha256\\$v=2,t=2b,r=(\\d{1,2})\\$("
              + Bcrypt.SALT
              + ")\\$("
              + Bcrypt.HASH
              + ")");

  private static final String ANY_SALT = "abcdefghijklmnopqrstuu";

  private final int cost;
  private final SecureRandom random;

  /**
   * @param cost log2 of the rounds, 4 to 14
   */
  public BcryptPasswordHasher(int cost, SecureRandom random) {
    if (!Bcrypt.isInRange(cost)) {
      throw new IllegalArgumentException("bcrypt cost must be 4 to 14, not " + cost);
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
    try {
      return read(hash.value()).filter(verifier -> verifier.matches(password)).isPresent();
    } catch (UnsupportedHashException e) {
      return false;
    }
  }

  /** As {@link HashScheme#read}. */
  static Optional<HashScheme.Verifier> read(String hash) throws UnsupportedHashException {
    if (!hash.startsWith("$bcrypt-sha256$")) {
      return Optional.empty();
    }
    Matcher parts = FORMAT.matcher(hash);
    if (!parts.matches()) {
      throw new UnsupportedHashException("is not a whole hash of bcrypt-sha256, version 2");
    }
    int cost = Bcrypt.cost(parts.group(1));
    String salt = parts.group(2);
    String expected = parts.group(3);
    return Optional.of(password -> ConstantTime.equal(bcrypt(password, cost, salt), expected));
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

  private static String bcrypt(Password password, int cost, String salt) {
    String key =
        Base64.getEncoder()
            .encodeToString(
                HmacSha256.of(salt.getBytes(StandardCharsets.US_ASCII), password.utf8()));
    return Bcrypt.hash(key, cost, salt);
  }
}
