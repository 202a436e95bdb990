package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class BuildTest {
  private static final Path ROOT = StackExtension.projectRoot();

  /** As {@code local/run} and the deployment build a fresh clone: tests' classes are missing. */
  @Test
  void moduleMadeOfTestsClasses_isNotCompiledWhereTheyAreNot() throws Exception {
    XPath xpath = XPathFactory.newInstance().newXPath();
    int found = 0;
    for (Path pom : poms()) {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
      if (Boolean.TRUE.equals(
          xpath.evaluateExpression(
              "//dependency[type='test-jar' and not(scope='test')]", document, Boolean.class))) {
        found++;
        assertThat(
                xpath.evaluate(
                    "//execution[id='default-compile']/configuration/skipMain", document))
            .as(pom.toString())
            .isEqualTo("${skipTestCompile}");
      }
    }
    assertThat(found).isPositive();
  }

  private static List<Path> poms() throws Exception {
    try (Stream<Path> files =
        Files.find(
            ROOT, 3, (path, attributes) -> path.getFileName().toString().equals("pom.xml"))) {
      return files.filter(path -> !path.equals(ROOT.resolve("pom.xml"))).toList();
    }
  }
}
