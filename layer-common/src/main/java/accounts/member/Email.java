package accounts.member;

import accounts.language.Text;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An email address as it was typed, trimmed: at most 254 ASCII characters with one {@code @}. Two
 * that differ in case only are the same address.
 *
 * <p>What is accepted is what browsers accept in {@code <input type=email>} (HTML standard, "valid
 * email address"), less what no mail server takes: a dot first, last or twice in a row before the
 * {@code @}. There is no room in it for a second address or a mail header.
 */
public record Email(String address) {
  private static final int LONGEST = 254;
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final Pattern FORMAT =
      Pattern.compile(ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")*");

  public Email {
    if (address.length() > LONGEST || !FORMAT.matcher(address).matches()) {
      throw new IllegalArgumentException("Not an email address");
    }
  }

  /** The address typed, or nothing if it cannot be one. */
  public static Optional<Email> parse(String typed) {
    String address = Text.trim(typed);
    return address.length() <= LONGEST && FORMAT.matcher(address).matches()
        ? Optional.of(new Email(address))
        : Optional.empty();
  }

  /** What two spellings of one address have in common. */
  public String key() {
    return address.toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Email email && key().equals(email.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  /** Masked, for logs: the first character and the domain. */
  @Override
  public String toString() {
    return address.charAt(0) + "***" + address.substring(address.indexOf('@'));
  }
}
