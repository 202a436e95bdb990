package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the documents say is so. */
@ExtendWith(StackExtension.class)
class DocumentationIT {
  private static final Path ROOT = StackExtension.projectRoot();

  private final LocalStack stack;

  DocumentationIT(LocalStack stack) {
    this.stack = stack;
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /** The first code block of a section. */
  private static String codeBlock(String markdown, String heading) {
    Matcher block =
        Pattern.compile("## " + Pattern.quote(heading) + "\n.*?```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(markdown);
    assertThat(block.find()).as(heading).isTrue();
    return block.group(1);
  }

  @Test
  void readme_theWalkThroughWorksAsPasted(@TempDir Path directory) throws Exception {
    // Other tests may have signed alice up.
    String name = Client.unique("alice");
    stack.mailbox().clear();
    String script =
        codeBlock(read("README.md"), "A walk through the API")
            .replace("http://127.0.0.1:3000", stack.url())
            .replace("alice", name);
    Process bash =
        new ProcessBuilder("bash").directory(directory.toFile()).redirectErrorStream(true).start();
    try (var stdin = bash.getOutputStream()) {
      stdin.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(matches(output, "HTTP/1.1 (\\d+)"))
        .as(output)
        .containsExactly(
            "201", "200", "200", "200", "401", "200", "200", "200", "200", "200", "200");
    assertThat(output)
        .contains("\"nickname\":\"" + name + "\",\"language\":\"")
        .contains("access 토큰이 필요합니다.")
        .contains("새로운 access_token 발급")
        .contains("\"nickname\":\"" + name + " the first\"")
        .contains("\"total\":1")
        .contains("You are logged out")
        .contains("The password was changed");
  }

  @Test
  void readme_namesTheCommands() throws IOException {
    String readme = read("README.md");

    assertThat(codeBlock(readme, "Run it")).isEqualTo("local/run\n");
    assertThat(codeBlock(readme, "Test it")).isEqualTo("mvn verify\n");
    assertThat(read(".ci/run")).contains("mvn").contains("verify");
  }

  @Test
  void readme_namesEveryParameterAndEveryRoute() throws IOException {
    String readme = read("README.md");

    assertThat(stack.parameters().keySet())
        .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
    assertThat(stack.definition().routes())
        .allSatisfy(
            route ->
                assertThat(
                        Pattern.compile(
                                "`[A-Z]+ "
                                    + Pattern.quote(route.path().replace("/api/accounts/", ""))
                                    + "`")
                            .matcher(readme)
                            .find())
                    .as("%s in the README's table of endpoints", route.path())
                    .isTrue());
  }

  @Test
  void links_leadToFiles() throws IOException {
    for (String file :
        new String[] {
          "README.md",
          "SECURITY.md",
          "docs/architecture.md",
          "docs/local-stack.md",
          "docs/mail.md",
          "docs/events.md",
          "docs/operators.md",
          "events/README.md"
        }) {
      for (String link : matches(read(file), "\\]\\(([^)#:]+)(?:#[^)]*)?\\)")) {
        assertThat(ROOT.resolve(file).resolveSibling(link)).exists();
      }
    }
  }

  @Test
  void layerPage_listsWhatIsInTheLayer() throws IOException {
    String table = read("docs/layer.md");
    Set<String> named = new TreeSet<>();
    for (String row : table.split("\n", -1)) {
      if (row.startsWith("| `")) {
        named.addAll(matches(row.substring(0, row.indexOf('|', 2)), "`([^`]+)`"));
      }
    }
    try (Stream<Path> jars = Files.list(ROOT.resolve("layer-common/target/layer/java/lib"))) {
      Set<String> present =
          jars.map(p -> p.getFileName().toString().replaceFirst("(-[0-9][^/]*)?\\.jar$", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(named).isEqualTo(present);
    }
  }

  private static java.util.List<String> matches(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
