package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.list;
import static accounts.local.template.lint.TemplateSource.map;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stack that is run for others needs beyond being right: each function logs into a group of
 * the template and has alarms on errors and throttles; alarms tell somebody; no secret is in an
 * environment variable or has to be given by hand at each deployment; method settings meet their
 * routes.
 */
final class OperationsRules {
  private static final String FUNCTION = "AWS::Serverless::Function";
  private static final String ALARM = "AWS::CloudWatch::Alarm";

  /**
   * May hold the password of a Redis that is not the stack's own. The functions that use it are
   * where they could fetch it from nowhere; those of the stack sign on by IAM, without a password.
   */
  private static final Set<String> SECRETS_WITHOUT_ANOTHER_WAY = Set.of("RedisUrl");

  private final TemplateSource template;

  private OperationsRules(TemplateSource template) {
    this.template = template;
  }

  /** What is wrong, beside what {@link TemplateLint#check} finds. */
  static List<Finding> check(String yaml) {
    TemplateSource template = new TemplateSource(yaml);
    OperationsRules rules = new OperationsRules(template);
    rules.logGroups();
    rules.alarms();
    rules.environments();
    rules.secretParameters();
    rules.methodSettings();
    return template.findings();
  }

  private List<String> ofType(String type) {
    return template.resources().keySet().stream()
        .filter(id -> template.isOfType(id, type))
        .toList();
  }

  /** One may serve several functions. That it has a retention is a rule for all log groups. */
  private void logGroups() {
    for (String function : ofType(FUNCTION)) {
      Object named = map(template.properties(function).get("LoggingConfig")).get("LogGroup");
      String group =
          named != null
              ? String.valueOf(map(named).getOrDefault("Ref", ""))
              : groupByName(function);
      if (!template.isOfType(group, "AWS::Logs::LogGroup")) {
        template.report("function-logs", "/Resources/" + function, function + " has no log group.");
      }
    }
  }

  /**
   * API Gateway wants the slashes within a path as {@code ~1}; settings for no route do nothing.
   */
  private void methodSettings() {
    Set<String> routes = new HashSet<>();
    for (String function : ofType(FUNCTION)) {
      for (Object event : map(template.properties(function).get("Events")).values()) {
        routes.add(String.valueOf(map(map(event).get("Properties")).get("Path")));
      }
    }
    for (String api : ofType("AWS::Serverless::Api")) {
      for (Object setting : list(template.properties(api).get("MethodSettings"))) {
        String path = String.valueOf(map(setting).get("ResourcePath"));
        boolean encoded = path.lastIndexOf('/') == 0;
        if (!path.equals("/*")
            && !(encoded && routes.contains(path.substring(1).replace("~1", "/")))) {
          template.report(
              "method-setting",
              "/Resources/" + api + "/Properties/MethodSettings",
              path + " is no route's path with its slashes written ~1.");
        }
      }
    }
  }

  /** The log group with the name that Lambda takes by itself. */
  private String groupByName(String function) {
    String name = "/aws/lambda/${" + function + "}";
    for (String group : ofType("AWS::Logs::LogGroup")) {
      Object given = map(template.properties(group).get("LogGroupName")).get("Fn::Sub");
      if (name.equals(given)) {
        return group;
      }
    }
    return "";
  }

  private void alarms() {
    Set<String> watched = new HashSet<>();
    for (String alarm : ofType(ALARM)) {
      Map<String, Object> properties = template.properties(alarm);
      collectWatched(properties, watched);
      for (String key : List.of("AlarmActions", "AlarmDescription", "TreatMissingData")) {
        if (!properties.containsKey(key)) {
          template.report("alarm", "/Resources/" + alarm, alarm + " has no " + key + ".");
        }
      }
    }
    for (String function : ofType(FUNCTION)) {
      for (String metric : List.of("Errors", "Throttles")) {
        if (!watched.contains(function + " " + metric)) {
          template.report(
              "function-alarm",
              "/Resources/" + function,
              function + " has no alarm on " + metric + ".");
        }
      }
    }
  }

  /** The functions and their metrics, wherever a metric stands: also within metric math. */
  private static void collectWatched(@Nullable Object node, Set<String> into) {
    if (node instanceof List<?> list) {
      list.forEach(child -> collectWatched(child, into));
      return;
    }
    Map<String, Object> metric = map(node);
    if (metric.containsKey("MetricName")) {
      for (Object dimension : list(metric.get("Dimensions"))) {
        if ("FunctionName".equals(map(dimension).get("Name"))) {
          into.add(map(map(dimension).get("Value")).get("Ref") + " " + metric.get("MetricName"));
        }
      }
    }
    metric.values().forEach(child -> collectWatched(child, into));
  }

  private void environments() {
    for (String function : ofType(FUNCTION)) {
      Map<String, Object> variables =
          map(map(template.properties(function).get("Environment")).get("Variables"));
      variables.forEach(
          (name, value) -> {
            if (isSecret(value)) {
              template.report(
                  "environment-secret",
                  "/Resources/" + function + "/Properties/Environment/Variables/" + name,
                  name + " would show a secret in the console.");
            }
          });
    }
  }

  private boolean isSecret(@Nullable Object value) {
    if (value instanceof String text) {
      return text.contains("{{resolve:secretsmanager:")
          || text.contains("{{resolve:ssm-secure:")
          || secretParameters(false).stream().anyMatch(p -> text.contains("${" + p + "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(this::isSecret);
    }
    Map<String, Object> children = map(value);
    return secretParameters(false).contains(String.valueOf(children.get("Ref")))
        || children.values().stream().anyMatch(this::isSecret);
  }

  private Set<String> secretParameters(boolean required) {
    Set<String> names = new HashSet<>();
    template
        .section("Parameters")
        .forEach(
            (name, parameter) -> {
              if ("true".equals(String.valueOf(map(parameter).get("NoEcho")))
                  && !(required && map(parameter).containsKey("Default"))
                  && (required || !SECRETS_WITHOUT_ANOTHER_WAY.contains(name))) {
                names.add(name);
              }
            });
    return names;
  }

  /** The value of such a one cannot stand in samconfig.toml, so no workflow could deploy. */
  private void secretParameters() {
    for (String name : secretParameters(true)) {
      template.report(
          "secret-required", "/Parameters/" + name, name + " would have to be given by hand.");
    }
  }
}
