package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The workflows and {@code samconfig.toml}, as far as they can be held without GitHub and AWS. */
class WorkflowsTest {
  private static final Path ROOT = StackExtension.projectRoot();
  private static final Pattern USES =
      Pattern.compile("\\s*(?:- )?uses:\\s*(\\S+)(\\s+#\\s*(\\S+))?\\s*");

  /** What runs on the runner or was installed by a step. */
  private static final Set<String> COMMANDS =
      Set.of("mvn", "sam", "aws", "google-chrome", "pipx", "npx", "echo");

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows"))) {
      return files.sorted().toList();
    }
  }

  private static Map<String, Object> read(Path workflow) throws IOException {
    Object tree =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(workflow));
    return map(tree);
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, child) -> result.put(String.valueOf(key), child == null ? "" : child));
    }
    return result;
  }

  private static Object get(Map<String, Object> map, String key) {
    return map.getOrDefault(key, "");
  }

  private static List<Map<String, Object>> steps(Path workflow) throws IOException {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Object job : map(get(read(workflow), "jobs")).values()) {
      if (get(map(job), "steps") instanceof List<?> list) {
        list.forEach(step -> steps.add(map(step)));
      }
    }
    return steps;
  }

  @Test
  void ciAndDeploy_areThere() throws IOException {
    assertThat(workflows())
        .extracting(p -> p.getFileName().toString())
        .contains("ci.yml", "deploy.yml", "deploy-environment.yml");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyAction_isPinnedByItsCommitAndSaysItsVersion(Path workflow) throws IOException {
    List<String> lines =
        Files.readAllLines(workflow).stream().filter(l -> l.contains("uses:")).toList();
    for (String line : lines) {
      Matcher uses = USES.matcher(line);
      assertThat(uses.matches()).as(line).isTrue();
      if (uses.group(1).startsWith("./")) {
        assertThat(ROOT.resolve(uses.group(1))).exists();
      } else {
        assertThat(uses.group(1)).matches("[a-z-]+/[a-z-]+@[0-9a-f]{40}");
        assertThat(uses.group(3)).as(line).matches("v[0-9]+\\.[0-9]+\\.[0-9]+");
      }
    }
  }

  @Test
  void everyAction_hasOneVersionInAllWorkflows() throws IOException {
    Map<String, Set<String>> versions = new HashMap<>();
    for (Path workflow : workflows()) {
      for (Map<String, Object> step : steps(workflow)) {
        String uses = String.valueOf(get(step, "uses"));
        if (uses.contains("@")) {
          versions
              .computeIfAbsent(uses.substring(0, uses.indexOf('@')), key -> new TreeSet<>())
              .add(uses);
        }
      }
    }
    assertThat(versions).isNotEmpty();
    assertThat(versions.values()).allSatisfy(v -> assertThat(v).hasSize(1));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void permissions_areTheLeast(Path workflow) throws IOException {
    assertThat(map(get(read(workflow), "permissions"))).isEqualTo(Map.of("contents", "read"));
    map(get(read(workflow), "jobs"))
        .forEach(
            (name, job) -> {
              Map<String, Object> permissions = map(get(map(job), "permissions"));
              assertThat(Map.<String, Object>of("contents", "read", "id-token", "write"))
                  .as(name)
                  .containsAllEntriesOf(permissions);
            });
  }

  /** Only the job that takes a role may ask for GitHub's token, and only in an environment. */
  @Test
  void role_isTakenInAnEnvironmentOnly() throws IOException {
    for (Path workflow : workflows()) {
      for (Object job : map(get(read(workflow), "jobs")).values()) {
        boolean asks = map(get(map(job), "permissions")).containsKey("id-token");
        boolean called = String.valueOf(get(map(job), "uses")).endsWith("deploy-environment.yml");
        boolean inEnvironment = map(job).containsKey("environment");
        assertThat(asks).as(workflow + " " + job).isEqualTo(called || inEnvironment);
      }
    }
    assertThat(Files.readString(ROOT.resolve(".github/workflows/deploy-environment.yml")))
        .contains("role-to-assume:");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void noKey_isUsed(Path workflow) throws IOException {
    String text = Files.readString(workflow);

    assertThat(text)
        .doesNotContainIgnoringCase("access-key")
        .doesNotContainIgnoringCase("access_key")
        .doesNotContainIgnoringCase("session_token")
        .doesNotContain("pull_request_target");
    assertThat(
            Pattern.compile("secrets\\.(\\w+)")
                .matcher(text)
                .results()
                .map(r -> r.group(1))
                .toList())
        .isSubsetOf("SMOKE_EMAIL", "SMOKE_PASSWORD");
  }

  /** What somebody else may choose, such as a branch's name, does not become part of a script. */
  @ParameterizedTest
  @MethodSource("workflows")
  void scripts_takeNoExpressionsAndRunWhatIsThere(Path workflow) throws IOException {
    for (Map<String, Object> step : steps(workflow)) {
      if (!(get(step, "run") instanceof String script) || script.isEmpty()) {
        continue;
      }
      assertThat(script).doesNotContain("${{");
      for (String line : script.strip().lines().toList()) {
        String command = line.strip().replaceFirst("^\\w+=\\$\\(", "").split("\\s+", 2)[0];
        if (command.startsWith(".")) {
          assertThat(ROOT.resolve(command)).exists().isExecutable();
        } else {
          assertThat(COMMANDS).as(line).contains(command);
        }
      }
    }
  }

  @Test
  void redocly_isOfOneVersionInCiAndInContributing() throws IOException {
    Pattern command =
        Pattern.compile("@redocly/cli@[0-9]+\\.[0-9]+\\.[0-9]+ lint docs/openapi\\.yaml");
    Matcher ci = command.matcher(Files.readString(ROOT.resolve(".github/workflows/ci.yml")));

    assertThat(ci.find()).isTrue();
    assertThat(Files.readString(ROOT.resolve("CONTRIBUTING.md"))).contains(ci.group());
  }

  @Test
  void deployments_ofOneEnvironment_doNotOverlap() throws IOException {
    Map<String, Object> deploy =
        map(
            get(
                map(get(read(ROOT.resolve(".github/workflows/deploy-environment.yml")), "jobs")),
                "deploy"));

    assertThat(map(get(deploy, "concurrency")))
        .containsEntry("group", "deploy-${{ inputs.environment }}")
        .containsEntry("cancel-in-progress", false);
  }

  // --- samconfig.toml

  private static JsonNode samconfig() throws IOException {
    return new TomlMapper().readTree(ROOT.resolve("samconfig.toml").toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void samconfig_fitsTheTemplateAndTheWorkflow(String environment) throws IOException {
    JsonNode config = samconfig().path(environment);
    JsonNode deploy = config.path("deploy").path("parameters");
    Map<String, Object> parameters =
        map(
            get(
                map(
                    accounts.local.template.YamlTree.parse(
                        Files.readString(ROOT.resolve("template.yaml")))),
                "Parameters"));
    Map<String, String> given = new HashMap<>();
    for (String pair : deploy.path("parameter_overrides").asText().split("\\s+", -1)) {
      given.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }

    assertThat(config.path("global").path("parameters").path("stack_name").asText())
        .as("the workflow asks for accounts-$ENVIRONMENT")
        .isEqualTo("accounts-" + environment);
    assertThat(parameters.keySet()).containsAll(given.keySet());
    given.forEach(
        (name, value) ->
            assertThat(value)
                .as(name)
                .matches(
                    String.valueOf(
                        map(get(parameters, name)).getOrDefault("AllowedPattern", ".*"))));
    assertThat(given.keySet()).containsAll(required(parameters, false));
    assertThat(deploy.path("capabilities").asText())
        .isEqualTo("CAPABILITY_IAM CAPABILITY_AUTO_EXPAND");
    assertThat(deploy.path("fail_on_empty_changeset").asBoolean(true)).isFalse();
    assertThat(deploy.path("tags").asText()).contains("environment=" + environment);
  }

  /** The parameters without a default; a secret's value cannot stand in a file. */
  static Set<String> required(Map<String, Object> parameters, boolean secret) {
    Set<String> names = new TreeSet<>();
    parameters.forEach(
        (name, parameter) -> {
          boolean isSecret = map(parameter).containsKey("NoEcho");
          if (!map(parameter).containsKey("Default") && isSecret == secret) {
            names.add(name);
          }
        });
    return names;
  }

  @Test
  void samconfig_prodAsksBeforeItChangesAnything() throws IOException {
    JsonNode prod = samconfig().path("prod").path("deploy").path("parameters");

    assertThat(prod.path("confirm_changeset").asBoolean(false)).isTrue();
  }
}
