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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The functions in the VPC reach the table through an endpoint, which has a policy of its own. */
class VpcEndpointTest {
  private final TemplateSource template =
      new TemplateSource(Files.readString(Path.of("../template.yaml")));

  VpcEndpointTest() throws IOException {}

  @Test
  void policy_allowsWhatTheFunctionsBehindItMayDoAndNothingElse() {
    Set<String> needed = new TreeSet<>();
    for (String id : template.resources().keySet()) {
      Map<String, Object> properties = template.properties(id);
      if (template.isOfType(id, "AWS::Serverless::Function")
          && properties.containsKey("VpcConfig")) {
        list(properties.get("Policies")).forEach(policy -> collect(policy, needed));
      }
    }
    Set<String> allowed = new TreeSet<>();
    collect(template.properties("DynamoDbEndpoint").get("PolicyDocument"), allowed);

    assertThat(needed).isNotEmpty();
    assertThat(allowed).isEqualTo(needed);
  }

  private static void collect(@Nullable Object policy, Set<String> into) {
    for (Object statement : list(map(policy).get("Statement"))) {
      Object actions = map(statement).get("Action");
      for (Object action : actions instanceof String one ? List.of(one) : list(actions)) {
        if (action.toString().startsWith("dynamodb:")) {
          into.add(action.toString());
        }
      }
    }
  }
}
