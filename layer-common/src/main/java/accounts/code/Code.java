package accounts.code;

import accounts.language.Text;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * A one-time code: 6 characters of {@code A-Z0-9}, about 31 bits, of which somebody gets 5 guesses.
 * Shows nothing of itself.
 */
public final class Code {
  public static final int LENGTH = 6;
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private final String text;

  private Code(String text) {
    this.text = text;
  }

  public static Code random(SecureRandom random) {
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new Code(text.toString());
  }

  /** A code as somebody typed it: without regard to case and to space around it. */
  public static Code typed(String typed) {
    return new Code(Text.trim(typed).toUpperCase(Locale.ROOT));
  }

  /** The code in clear: for the mail that brings it, and for its digest. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "Code[***]";
  }
}
