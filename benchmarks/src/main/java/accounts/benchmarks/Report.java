package accounts.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a benchmark found, as a part of {@code docs/performance.md}. */
final class Report {
  private static final String FILE = "docs/performance.md";

  private Report() {}

  /** Puts the text in place of the part of that name. */
  static void write(Path root, String name, String text) {
    String begin = "<!-- begin " + name + " -->\n";
    String end = "<!-- end " + name + " -->";
    Path file = root.resolve(FILE);
    try {
      String document = Files.readString(file);
      int from = document.indexOf(begin);
      int to = document.indexOf(end);
      if (from < 0 || to < from) {
        throw new IllegalStateException(FILE + " has no part " + name);
      }
      Files.writeString(
          file,
          document.substring(0, from + begin.length()) + text + "\n" + document.substring(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
