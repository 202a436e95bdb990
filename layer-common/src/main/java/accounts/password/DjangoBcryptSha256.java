package accounts.password;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Django's {@code BCryptSHA256PasswordHasher}: bcrypt over the hexadecimal SHA-256 of the password,
 * {@code bcrypt_sha256$$2b$12$<salt><hash>}.
 */
final class DjangoBcryptSha256 implements HashScheme {
  private static final Pattern FORMAT =
      Pattern.compile(
          "bcrypt_sha256\\$\\$2[aby]\\$(\\d{2})\\$(" + Bcrypt.SALT + ")(" + Bcrypt.HASH + ")");

  @Override
  public Optional<Verifier> read(String hash) throws UnsupportedHashException {
    if (!hash.startsWith("bcrypt_sha256$")) {
      return Optional.empty();
    }
    Matcher parts = FORMAT.matcher(hash);
    if (!parts.matches()) {
      throw new UnsupportedHashException("is not a whole hash of Django's bcrypt_sha256");
    }
    int cost = Bcrypt.cost(parts.group(1));
    String salt = parts.group(2);
    String expected = parts.group(3);
    return Optional.of(
        password ->
            ConstantTime.equal(Bcrypt.hash(sha256(password.typedUtf8()), cost, salt), expected));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
