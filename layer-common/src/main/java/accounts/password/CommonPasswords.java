package accounts.password;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * The passwords that most people choose: 21,648 of 8 characters and more, out of the top 49,233 of
 * one list and the top 19,640 of another. Which they are and how they were made one:
 * common-passwords.LICENSE.txt beside the list.
 *
 * <p>The list is lower-case text, a line each, sorted by bytes. It is read when it is first asked
 * and searched as it is: exactly, and without an object for each.
 */
final class CommonPasswords {
  private CommonPasswords() {}

  /** Whether it is one of them, in upper or lower case. */
  static boolean contains(String password) {
    byte[] wanted = password.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    byte[] lines = Lines.ALL;
    int from = 0;
    int to = lines.length;
    while (from < to) {
      int start = (from + to) >>> 1;
      while (start > from && lines[start - 1] != '\n') {
        start--;
      }
      int end = start;
      while (lines[end] != '\n') {
        end++;
      }
      int order = Arrays.compareUnsigned(wanted, 0, wanted.length, lines, start, end);
      if (order == 0) {
        return true;
      } else if (order < 0) {
        to = start;
      } else {
        from = end + 1;
      }
    }
    return false;
  }

  /** Read when first used, and then kept. */
  private static final class Lines {
    static final byte[] ALL = read();

    private static byte[] read() {
      try (InputStream list =
          Objects.requireNonNull(
              CommonPasswords.class.getResourceAsStream("common-passwords.txt"))) {
        return list.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
