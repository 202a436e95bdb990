package accounts.local.template.lint;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.StackExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The templates of this repository. */
class TemplatesTest {
  private static final Path ROOT = StackExtension.projectRoot();

  static List<Path> templates() throws IOException {
    try (Stream<Path> examples = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("template.yaml")),
              examples.filter(p -> p.getFileName().toString().equals("template.yaml")))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void template_keepsTheRules(Path template) throws IOException {
    assertThat(TemplateLint.check(Files.readString(template)))
        .as(ROOT.relativize(template).toString())
        .isEmpty();
  }

  /** What an example leaves out for brevity, the stack itself has. */
  @Test
  void template_isReadyToBeRun() throws IOException {
    assertThat(OperationsRules.check(Files.readString(ROOT.resolve("template.yaml")))).isEmpty();
  }

  @Test
  void template_isAmongThem() throws IOException {
    assertThat(templates()).contains(ROOT.resolve("template.yaml"));
  }
}
