package accounts.session;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A session's id: 128 random bits in hex. */
public record SessionId(String value) {
  private static final Pattern FORMAT = Pattern.compile("[0-9a-f]{32}");

  public SessionId {
    if (!FORMAT.matcher(value).matches()) {
      throw new IllegalArgumentException("Not a session id");
    }
  }

  public static Optional<SessionId> parse(String text) {
    return FORMAT.matcher(text).matches() ? Optional.of(new SessionId(text)) : Optional.empty();
  }

  public static SessionId create(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return new SessionId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
