package accounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.StackExtension;
import accounts.local.template.FunctionDefinition;
import accounts.local.template.Template;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code events/env.json} against the template and the local stack. */
class EnvironmentFileTest {
  private static final String AWS = "http://127.0.0.1:3001";
  private static final String REDIS = "redis://127.0.0.1:3002";

  /** What {@code local/run} gives each function under its default ports. */
  private static Map<String, Map<String, String>> expected() {
    Template template = Template.read(StackExtension.projectRoot().resolve("template.yaml"));
    Map<String, String> parameters =
        LocalParameters.complete(Map.of(), template.parameterNames(), REDIS);
    Map<String, Map<String, String>> expected = new TreeMap<>();
    for (FunctionDefinition function : template.resolve(parameters).functions().values()) {
      Map<String, String> variables = new TreeMap<>(function.environment());
      variables.put("AWS_ENDPOINT_URL", AWS);
      expected.put(function.logicalId(), variables);
    }
    return expected;
  }

  @Test
  void file_givesEachFunctionWhatTheLocalStackGivesIt() throws JsonProcessingException {
    String asItShouldBe =
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(expected());

    assertThat(SamVariables.file())
        .as(
            "events/env.json names every function with its variables; it should be:%n%s",
            asItShouldBe)
        .isEqualTo(expected());
  }

  @Test
  void template_declaresWhatTheFileSets() {
    SamVariables.file()
        .forEach(
            (function, variables) ->
                assertThat(SamVariables.declared(function))
                    .as("%s: sam local invoke sets only what the template declares", function)
                    .containsAll(variables.keySet()));
  }
}
