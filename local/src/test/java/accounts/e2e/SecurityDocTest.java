package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/security.md} names tests that there are, and each requirement once. */
class SecurityDocTest {
  private static final Path ROOT = StackExtension.projectRoot();
  private static final Path FILE = ROOT.resolve("docs/security.md");

  /**
   * The levels of the requirements of each section of ASVS 5.0.0, in their order, without those of
   * level 3, which come last, and without V5, V10 and V17.
   */
  private static final String REQUIREMENTS =
      """
      1.1 22, 1.2 111112222, 1.3 11222222222, 1.4 222, 1.5 12, 2.1 122, 2.2 112, 2.3 1222, 2.4 2,
      3.2 11, 3.3 1222, 3.4 112222, 3.5 11122, 3.7 22, 4.1 122, 4.2 2, 4.3 22, 4.4 1222,
      6.1 122, 6.2 111111112222, 6.3 1122, 6.4 1122, 6.5 22222, 6.6 222, 6.8 2222,
      7.1 222, 7.2 1111, 7.3 22, 7.4 11222, 7.5 22, 7.6 22, 8.1 12, 8.2 112, 8.3 1, 8.4 2,
      9.1 111, 9.2 1222, 11.1 22, 11.2 222, 11.3 112, 11.4 1222, 11.5 2, 11.6 2,
      12.1 122, 12.2 11, 12.3 2222, 13.1 2, 13.2 22222, 13.3 22, 13.4 12222,
      14.1 22, 14.2 1222, 14.3 122, 15.1 122, 15.2 122, 15.3 1222222,
      16.1 2, 16.2 22222, 16.3 2222, 16.4 222, 16.5 222""";

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| (\\d) \\| [^|]+ \\| ([^|]*) \\| .*\\|$");

  private static final Pattern TEST =
      Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|Contract))(?:#([A-Za-z0-9_]+))?`");

  /** A test method, or a rule of ArchUnit. */
  private static final String MEMBER = "(\\bvoid %1$s\\(|> %1$s\\(|ArchRule %1$s =)";

  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");

  private static List<MatchResult> find(Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(FILE)).results().toList();
  }

  @Test
  void requirements_areThoseOfLevelsOneAndTwo_eachOnce() throws IOException {
    List<String> expected = new ArrayList<>();
    for (String section : REQUIREMENTS.replace("\n", " ").split(", *", -1)) {
      String[] parts = section.strip().split(" ", -1);
      for (int i = 0; i < parts[1].length(); i++) {
        expected.add(parts[0] + "." + (i + 1) + " of level " + parts[1].charAt(i));
      }
    }

    assertThat(find(ROW).stream().map(row -> row.group(1) + " of level " + row.group(2)).toList())
        .containsExactlyElementsOf(expected);
    assertThat(find(Pattern.compile("(?m)^\\| \\d+\\.\\d+\\.\\d+ ")))
        .as("Rows of the form of the others")
        .hasSize(expected.size());
  }

  @Test
  void summary_countsTheRows() throws IOException {
    List<MatchResult> rows = find(ROW);
    List<String> statuses = List.of("met", "partly", "not met", "yours", "n/a");
    assertThat(rows).extracting(row -> row.group(3)).isSubsetOf(statuses);

    String text = Files.readString(FILE);
    for (String status : statuses) {
      assertThat(text).contains(summary(status, rows, status));
    }
    assertThat(text).contains(summary("all", rows, ".*"));
  }

  private static String summary(String name, List<MatchResult> rows, String status) {
    List<String> levels =
        rows.stream().filter(row -> row.group(3).matches(status)).map(row -> row.group(2)).toList();
    int one = Collections.frequency(levels, "1");
    return "| %s | %d | %d | %d |".formatted(name, one, levels.size() - one, levels.size());
  }

  @Test
  void tests_areThere() throws IOException {
    Map<String, String> sources = sources();
    TreeSet<String> missing = new TreeSet<>();
    for (MatchResult name : find(TEST)) {
      String source = sources.getOrDefault(name.group(1), "");
      boolean found =
          !source.isEmpty()
              && (name.group(2) == null
                  || Pattern.compile(MEMBER.formatted(name.group(2))).matcher(source).find());
      if (!found) {
        missing.add(name.group());
      }
    }

    assertThat(missing).isEmpty();
  }

  /** The text of each test class of all modules, by its name. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> modules =
        Files.find(ROOT, 2, (path, a) -> Files.isDirectory(path.resolve("src/test/java")))) {
      for (Path module : modules.toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
            String name = file.getFileName().toString().replace(".java", "");
            sources.put(name, Files.readString(file));
          }
        }
      }
    }
    return sources;
  }

  @Test
  void links_leadToFilesAndHeadings() throws IOException {
    TreeSet<String> broken = new TreeSet<>();
    for (MatchResult link : find(LINK)) {
      Path file = link.group(1).isEmpty() ? FILE : FILE.resolveSibling(link.group(1)).normalize();
      if (!Files.exists(file)
          || (link.group(2) != null && !headings(file).contains(link.group(2)))) {
        broken.add(link.group());
      }
    }

    assertThat(broken).isEmpty();
  }

  /** The anchors that GitHub gives a page's headings. */
  private static List<String> headings(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
