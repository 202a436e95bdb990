package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.list;
import static accounts.local.template.lint.TemplateSource.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * SAM publishes a version when the text of a function changes in the template, and does not look
 * into the values of parameters. A version's description is what CloudFormation compares by value.
 */
class VersionDescriptionTest {
  /** Secret, or too long for a description of 256 characters; README says to change Revision. */
  private static final Set<String> NEED_A_REVISION =
      Set.of("RedisUrl", "RedisCacheArn", "RedisIamUser", "VpcId", "SubnetIds");

  private static final int LONGEST = 256;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z]+)}");

  private final TemplateSource template =
      new TemplateSource(Files.readString(Path.of("../template.yaml")));

  VersionDescriptionTest() throws IOException {}

  @TestFactory
  Stream<DynamicTest> everyFunction_namesTheParametersThatItUses() {
    return template.resources().keySet().stream()
        .filter(id -> template.isOfType(id, "AWS::Serverless::Function"))
        .map(id -> DynamicTest.dynamicTest(id, () -> check(id)));
  }

  private void check(String function) {
    Map<String, Object> properties = template.properties(function);
    String description = String.valueOf(map(properties.get("VersionDescription")).get("Fn::Sub"));
    Set<String> used = new TreeSet<>();
    for (String property :
        List.of("Environment", "Tracing", "VpcConfig", "MemorySize", "Timeout", "LoggingConfig")) {
      collect(properties.get(property), used);
    }
    used.removeAll(NEED_A_REVISION);

    assertThat(variables(description)).contains("Revision").containsAll(used);
    assertThat(longest(description)).isLessThanOrEqualTo(LONGEST);
  }

  private void collect(@Nullable Object node, Set<String> into) {
    if (node instanceof List<?> items) {
      items.forEach(item -> collect(item, into));
      return;
    }
    Map<String, Object> children = map(node);
    Set<String> parameters = template.section("Parameters").keySet();
    if (children.get("Ref") instanceof String name && parameters.contains(name)) {
      into.add(name);
    }
    if (children.get("Fn::Sub") instanceof String text) {
      variables(text).stream().filter(parameters::contains).forEach(into::add);
    }
    List<Object> choice = list(children.get("Fn::If"));
    if (!choice.isEmpty()) {
      condition(String.valueOf(choice.getFirst()), into);
    }
    children.values().forEach(child -> collect(child, into));
  }

  private void condition(String name, Set<String> into) {
    collect(template.section("Conditions").get(name), into);
  }

  private static Set<String> variables(String text) {
    return VARIABLE
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toSet());
  }

  private int longest(String description) {
    int length = VARIABLE.matcher(description).replaceAll("").length();
    for (String name : variables(description)) {
      length += longestValue(name);
    }
    return length;
  }

  private int longestValue(String parameter) {
    Map<String, Object> rules = map(template.section("Parameters").get(parameter));
    Object most = rules.get("MaxLength");
    if (most != null) {
      return Integer.parseInt(most.toString());
    }
    if (rules.containsKey("MaxValue")) {
      return String.valueOf(rules.get("MaxValue")).length();
    }
    assertThat(list(rules.get("AllowedValues"))).as("a limit of " + parameter).isNotEmpty();
    return list(rules.get("AllowedValues")).stream()
        .mapToInt(value -> String.valueOf(value).length())
        .max()
        .orElseThrow();
  }
}
