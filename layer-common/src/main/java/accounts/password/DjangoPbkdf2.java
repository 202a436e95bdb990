package accounts.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Django's {@code PBKDF2PasswordHasher}: {@code pbkdf2_sha256$<iterations>$<salt>$<Base64 of 32
 * bytes>}. Password and salt count as UTF-8, which the JDK's PBKDF2 takes passwords for, too.
 */
final class DjangoPbkdf2 implements HashScheme {
  /** Django 6.0 has 1.2 million; this many take two seconds or three. */
  private static final int MOST_ITERATIONS = 2_000_000;

  private static final int HASH_BITS = 256;

  private static final Pattern FORMAT =
      Pattern.compile("pbkdf2_sha256\\$(\\d{1,9})\\$([^$]{1,128})\\$([A-Za-z0-9+/]{43}=)");

  @Override
  public Optional<Verifier> read(String hash) throws UnsupportedHashException {
    if (!hash.startsWith("pbkdf2_sha256$")) {
      return Optional.empty();
    }
    Matcher parts = FORMAT.matcher(hash);
    if (!parts.matches()) {
      throw new UnsupportedHashException("is not a whole hash of Django's pbkdf2_sha256");
    }
    int iterations = Integer.parseInt(parts.group(1));
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw new UnsupportedHashException(
          "has " + iterations + " iterations of PBKDF2, not 1 to " + MOST_ITERATIONS);
    }
    byte[] salt = parts.group(2).getBytes(StandardCharsets.UTF_8);
    byte[] expected = Base64.getDecoder().decode(parts.group(3));
    return Optional.of(
        password -> ConstantTime.equal(derive(password.typed(), salt, iterations), expected));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }
}
