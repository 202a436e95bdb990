package accounts.local.iam;

import java.util.regex.Pattern;

/** IAM's wildcards: {@code *} is any text, {@code ?} any one character. */
final class Wildcard {
  private Wildcard() {}

  static boolean matches(String pattern, String text, boolean ignoreCase) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    return Pattern.compile(regex.toString(), flags).matcher(text).matches();
  }
}
