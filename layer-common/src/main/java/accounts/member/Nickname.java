package accounts.member;

import accounts.language.Text;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A member's name for others to see, in normalization form C and trimmed: 1 to 30 characters, one
 * of them visible, none a control character or one that turns the writing direction of what follows
 * (Unicode TR 36 section 2.5). Two that differ in case only are the same.
 */
public record Nickname(String text) {
  private static final int LONGEST = 30;

  public Nickname {
    if (!isAcceptable(text)) {
      throw new IllegalArgumentException("Not a nickname");
    }
  }

  /** The nickname typed, or nothing if it cannot be one. */
  public static Optional<Nickname> parse(String typed) {
    String text = Text.trim(Normalizer.normalize(typed, Normalizer.Form.NFC));
    return isAcceptable(text) ? Optional.of(new Nickname(text)) : Optional.empty();
  }

  /** What two spellings of one nickname have in common. */
  public String key() {
    // Twice, because a capital sharp s becomes a small one at first, and that becomes ss.
    return Normalizer.normalize(fold(fold(text)), Normalizer.Form.NFC);
  }

  /** Upper case first: it maps more spellings to one (ß and SS, the two small sigmas). */
  private static String fold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static boolean isAcceptable(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST
        && text.codePoints().noneMatch(Nickname::isRefused)
        && text.codePoints().anyMatch(Nickname::isVisible);
  }

  private static boolean isRefused(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean isVisible(int c) {
    int type = Character.getType(c);
    return type != Character.FORMAT
        && type != Character.SPACE_SEPARATOR
        && type != Character.NON_SPACING_MARK
        && type != Character.ENCLOSING_MARK
        // The Hangul fillers and the Braille blank are letters and symbols that show nothing.
        && c != 0x115F
        && c != 0x1160
        && c != 0x3164
        && c != 0xFFA0
        && c != 0x2800;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Nickname nickname && key().equals(nickname.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }
}
