package accounts.password;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * bcrypt over the password itself: {@code $2a$}, {@code $2b$} or {@code $2y$}, cost, salt and hash;
 * also as Django's {@code BCryptPasswordHasher} stores it, with {@code bcrypt$} in front.
 *
 * <p>As everywhere else it reads the first 72 bytes of the password. One with a NUL matches
 * nothing: there implementations differ, and this one would take some for one another.
 */
final class PlainBcrypt implements HashScheme {
  private static final String DJANGO = "bcrypt$";
  private static final Pattern FORMAT =
      Pattern.compile("\\$2[aby]\\$(\\d{2})\\$(" + Bcrypt.SALT + ")(" + Bcrypt.HASH + ")");

  @Override
  public Optional<Verifier> read(String hash) throws UnsupportedHashException {
    String bcrypt = hash.startsWith(DJANGO) ? hash.substring(DJANGO.length()) : hash;
    if (!bcrypt.startsWith("$2")) {
      return Optional.empty();
    }
    Matcher parts = FORMAT.matcher(bcrypt);
    if (!parts.matches()) {
      throw new UnsupportedHashException("is not a whole bcrypt hash with $2a$, $2b$ or $2y$");
    }
    int cost = Bcrypt.cost(parts.group(1));
    String salt = parts.group(2);
    String expected = parts.group(3);
    return Optional.of(
        password ->
            password.typed().indexOf('\0') < 0
                && ConstantTime.equal(Bcrypt.hash(password.typed(), cost, salt), expected));
  }
}
