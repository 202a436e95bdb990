package accounts.local;

import accounts.e2e.RawTemplate;
import accounts.e2e.StackExtension;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What {@code sam local invoke --env-vars events/env.json} gives a function for its environment,
 * after <a
 * href="https://github.com/aws/aws-sam-cli/blob/develop/samcli/local/lambdafn/env_vars.py">its
 * source</a>: of the file only the variables that the template declares.
 */
public final class SamVariables {
  private SamVariables() {}

  /** {@code events/env.json}: by function, by variable. */
  public static Map<String, Map<String, String>> file() {
    try {
      JsonNode tree =
          new ObjectMapper()
              .readTree(StackExtension.projectRoot().resolve("events/env.json").toFile());
      Map<String, Map<String, String>> file = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> function : tree.properties()) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> variable : function.getValue().properties()) {
          variables.put(variable.getKey(), variable.getValue().textValue());
        }
        file.put(function.getKey(), variables);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The variables that the template declares for a function, with a value or without. */
  public static Set<String> declared(String function) {
    Set<String> names = new LinkedHashSet<>();
    Map<?, ?> template = RawTemplate.read();
    for (String[] path :
        new String[][] {
          {"Globals", "Function", "Environment", "Variables"},
          {"Resources", function, "Properties", "Environment", "Variables"}
        }) {
      Object value = template;
      for (String name : path) {
        value = value instanceof Map<?, ?> map ? map.get(name) : null;
      }
      if (value instanceof Map<?, ?> variables) {
        variables.keySet().forEach(name -> names.add(String.valueOf(name)));
      }
    }
    return names;
  }

  /** The environment of the function's container. */
  public static Map<String, String> environment(String function, Map<String, String> overrides) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_SAM_LOCAL", "true");
    environment.put("AWS_LAMBDA_FUNCTION_NAME", function);
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_DEFAULT_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", "defaultkey");
    environment.put("AWS_SECRET_ACCESS_KEY", "defaultsecret");
    for (String name : declared(function)) {
      environment.put(name, overrides.getOrDefault(name, ""));
    }
    return environment;
  }
}
