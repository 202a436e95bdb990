package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.list;
import static accounts.local.template.lint.TemplateSource.map;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Parameters say what they are and take only what makes sense; outputs say what they are. */
final class ParameterRules {
  private static final Set<String> KEYS =
      Set.of(
          "Type",
          "Default",
          "Description",
          "NoEcho",
          "AllowedPattern",
          "AllowedValues",
          "ConstraintDescription",
          "MinLength",
          "MaxLength",
          "MinValue",
          "MaxValue");

  private final TemplateSource template;

  ParameterRules(TemplateSource template) {
    this.template = template;
  }

  void check() {
    template.section("Parameters").forEach((name, p) -> check(name, map(p)));
    template
        .section("Outputs")
        .forEach(
            (name, output) -> {
              if (!map(output).containsKey("Description")) {
                template.report("output-description", "/Outputs/" + name, "No Description.");
              }
              if (!map(output).containsKey("Value")) {
                template.report("output-value", "/Outputs/" + name, "No Value.");
              }
            });
  }

  private void check(String name, Map<String, Object> parameter) {
    String path = "/Parameters/" + name;
    for (String key : parameter.keySet()) {
      if (!KEYS.contains(key)) {
        template.report("parameter-key", path + "/" + key, "A parameter has no " + key + ".");
      }
    }
    String type = String.valueOf(parameter.get("Type"));
    String description = String.valueOf(parameter.getOrDefault("Description", ""));
    if (description.isBlank()) {
      template.report("parameter-description", path, name + " has no Description.");
    }
    switch (type) {
      case "Number" -> number(name, parameter, path);
      case "String", "CommaDelimitedList", "List<Number>" -> text(name, parameter, path);
      default -> {
        if (!type.startsWith("AWS::") && !type.startsWith("List<AWS::")) {
          template.report("parameter-type", path, "There is no parameter type " + type + ".");
        }
      }
    }
    Object standard = parameter.get("Default");
    if (parameter.get("AllowedValues") instanceof List<?> allowed
        && standard != null
        && allowed.stream().noneMatch(v -> String.valueOf(v).equals(String.valueOf(standard)))) {
      template.report(
          "parameter-default", path + "/Default", "The default is not among the AllowedValues.");
    }
    if (standard != null
        && "true".equals(String.valueOf(parameter.get("NoEcho")))
        && !String.valueOf(standard).isEmpty()) {
      template.report("parameter-default", path + "/Default", "A secret may have no default.");
    }
  }

  private void number(String name, Map<String, Object> parameter, String path) {
    if (parameter.containsKey("AllowedValues")) {
      return;
    }
    if (!parameter.containsKey("MinValue") || !parameter.containsKey("MaxValue")) {
      template.report("parameter-constraint", path, name + " needs MinValue and MaxValue.");
      return;
    }
    if (parameter.containsKey("Default")) {
      double value = Double.parseDouble(String.valueOf(parameter.get("Default")));
      if (value < Double.parseDouble(String.valueOf(parameter.get("MinValue")))
          || value > Double.parseDouble(String.valueOf(parameter.get("MaxValue")))) {
        template.report("parameter-default", path + "/Default", "The default is out of range.");
      }
    }
  }

  private void text(String name, Map<String, Object> parameter, String path) {
    if (parameter.containsKey("AllowedValues")) {
      return;
    }
    if (!parameter.containsKey("AllowedPattern")) {
      template.report(
          "parameter-constraint",
          path,
          name + " is a text and needs AllowedPattern or AllowedValues.");
      return;
    }
    try {
      Pattern pattern = Pattern.compile(String.valueOf(parameter.get("AllowedPattern")));
      boolean isList = "CommaDelimitedList".equals(parameter.get("Type"));
      for (Object value : list(parameter.get("Default"))) {
        for (String part :
            isList ? String.valueOf(value).split(",", -1) : new String[] {String.valueOf(value)}) {
          if (!pattern.matcher(isList ? part.strip() : part).matches()) {
            template.report(
                "parameter-default",
                path + "/Default",
                "The default does not match AllowedPattern.");
          }
        }
      }
    } catch (PatternSyntaxException e) {
      template.report(
          "parameter-constraint", path + "/AllowedPattern", "AllowedPattern is no pattern.");
    }
  }
}
