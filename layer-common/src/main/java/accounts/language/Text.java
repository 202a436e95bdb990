package accounts.language;

/** What people type. */
public final class Text {
  private Text() {}

  /**
   * The text without the white space around it. Unlike {@link String#strip} it takes off no-break
   * spaces too, which look the same and come along when text is pasted.
   */
  public static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
