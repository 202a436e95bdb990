package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.list;
import static accounts.local.template.lint.TemplateSource.map;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * References resolve: {@code Ref}, {@code Fn::GetAtt}, {@code Fn::Sub}, {@code Fn::FindInMap},
 * {@code Fn::If}, {@code DependsOn} and {@code Condition}; what has a condition is referred to from
 * where it is sure to be there; parameters, conditions and mappings are used.
 */
final class References {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");
  private static final Set<String> PSEUDO =
      Set.of(
          "AWS::AccountId",
          "AWS::NoValue",
          "AWS::NotificationARNs",
          "AWS::Partition",
          "AWS::Region",
          "AWS::StackId",
          "AWS::StackName",
          "AWS::URLSuffix");

  private final TemplateSource template;
  private final Conditions conditions;
  private final Map<String, Map<String, Object>> resources;
  private final Set<String> used = new HashSet<>();

  References(TemplateSource template, Conditions conditions) {
    this.template = template;
    this.conditions = conditions;
    this.resources = template.resources();
  }

  void check() {
    template.section("Conditions").forEach((name, c) -> condition(c, "/Conditions/" + name, name));
    walk(template.section("Globals"), "/Globals", Map.of());
    resources.forEach(this::resource);
    template.section("Outputs").forEach(this::output);
    unused("Parameters", "parameter-unused", "No one uses the parameter ");
    unused("Conditions", "condition-unused", "No one uses the condition ");
    unused("Mappings", "mapping-unused", "No one uses the mapping ");
  }

  private void unused(String section, String rule, String text) {
    for (String name : template.section(section).keySet()) {
      if (!used.contains(section + "/" + name)) {
        template.report(rule, "/" + section + "/" + name, text + name + ".");
      }
    }
  }

  private void resource(String id, Map<String, Object> resource) {
    String path = "/Resources/" + id;
    Map<String, Boolean> given = given(resource, path);
    for (Object other : list(resource.get("DependsOn"))) {
      if (!resources.containsKey(String.valueOf(other))
          && generated(String.valueOf(other)).isEmpty()) {
        template.report("depends-on", path + "/DependsOn", "There is no resource " + other + ".");
      }
      if (id.equals(other)) {
        template.report("depends-on", path + "/DependsOn", id + " depends on itself.");
      }
    }
    resource.forEach(
        (key, value) -> {
          if (!key.equals("DependsOn") && !key.equals("Condition") && !key.equals("Type")) {
            walk(value, path + "/" + key, given);
          }
        });
  }

  private void output(String name, Object output) {
    String path = "/Outputs/" + name;
    Map<String, Object> content = map(output);
    walk(content.get("Value"), path + "/Value", given(content, path));
    walk(content.get("Export"), path + "/Export", given(content, path));
  }

  private Map<String, Boolean> given(Map<String, Object> element, String path) {
    if (element.get("Condition") instanceof String name) {
      useCondition(name, path + "/Condition");
      return Map.of(name, true);
    }
    return Map.of();
  }

  private void useCondition(String name, String path) {
    used.add("Conditions/" + name);
    if (!conditions.isKnown(name)) {
      template.report("condition-unknown", path, "There is no condition " + name + ".");
    }
  }

  /** A condition's own definition: it sees parameters, mappings and other conditions. */
  private void condition(@Nullable Object expression, String path, String within) {
    if (expression instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        condition(list.get(i), path + "/" + i, within);
      }
      return;
    }
    Map<String, Object> call = map(expression);
    call.forEach(
        (key, value) -> {
          if (key.equals("Condition") && value instanceof String name) {
            useCondition(name, path);
            if (name.equals(within)) {
              template.report("condition-circle", path, "The condition " + name + " uses itself.");
            }
          } else if (key.equals("Ref") && value instanceof String name) {
            if (resources.containsKey(name)) {
              template.report("condition-reference", path, "A condition cannot see " + name + ".");
            } else {
              reference(name, path, Map.of());
            }
          } else if (key.equals("Fn::FindInMap")) {
            mapping(value, path);
            condition(value, path + "/" + key, within);
          } else {
            condition(value, path + "/" + key, within);
          }
        });
  }

  private void walk(@Nullable Object node, String path, Map<String, Boolean> given) {
    if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), path + "/" + i, given);
      }
      return;
    }
    if (node instanceof String text) {
      forgottenSub(text, path);
      return;
    }
    Map<String, Object> children = map(node);
    if (children.size() == 1 && call(children, path, given)) {
      return;
    }
    children.forEach((key, child) -> walk(child, path + "/" + key, given));
  }

  /** Handles a function; false if this is none of those that refer to something. */
  private boolean call(Map<String, Object> call, String path, Map<String, Boolean> given) {
    String function = call.keySet().iterator().next();
    Object argument = call.values().iterator().next();
    switch (function) {
      case "Ref" -> reference(String.valueOf(argument), path, given);
      case "Fn::GetAtt" -> {
        String dotted =
            argument instanceof List<?> parts
                ? String.join(".", parts.stream().map(String::valueOf).toList())
                : String.valueOf(argument);
        attribute(dotted, path, given);
      }
      case "Fn::Sub" -> sub(argument, path, given);
      case "Fn::FindInMap" -> {
        mapping(argument, path);
        walk(argument, path + "/" + function, given);
      }
      case "Fn::If" -> choice(list(argument), path + "/" + function, given);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void choice(List<Object> arguments, String path, Map<String, Boolean> given) {
    if (arguments.size() != 3) {
      template.report("if-arguments", path, "Fn::If takes a condition and two values.");
      return;
    }
    String name = String.valueOf(arguments.get(0));
    useCondition(name, path);
    for (int branch = 1; branch <= 2; branch++) {
      Map<String, Boolean> inside = new HashMap<>(given);
      boolean value = branch == 1;
      if (Boolean.valueOf(!value).equals(inside.put(name, value))) {
        template.report(
            "if-decided", path, "The branch is never taken: " + name + " is known here.");
      }
      walk(arguments.get(branch), path + "/" + branch, inside);
    }
  }

  private void sub(Object argument, String path, Map<String, Boolean> given) {
    List<Object> arguments = list(argument);
    Map<String, Object> own = arguments.size() > 1 ? map(arguments.get(1)) : Map.of();
    own.forEach((key, value) -> walk(value, path + "/Fn::Sub/1/" + key, given));
    String text = String.valueOf(arguments.get(0));
    Matcher variables = VARIABLE.matcher(text);
    Set<String> met = new HashSet<>();
    while (variables.find()) {
      String name = variables.group(1);
      met.add(name);
      if (own.containsKey(name)) {
        continue;
      }
      if (name.contains(".")) {
        attribute(name, path, given);
      } else {
        reference(name, path, given);
      }
    }
    if (!met.containsAll(own.keySet())) {
      template.report("sub-unused", path, "Not all names given to Fn::Sub stand in its text.");
    }
  }

  private void mapping(Object argument, String path) {
    if (!list(argument).isEmpty() && list(argument).get(0) instanceof String name) {
      used.add("Mappings/" + name);
      if (!template.section("Mappings").containsKey(name)) {
        template.report("mapping-unknown", path, "There is no mapping " + name + ".");
      }
    }
  }

  private void reference(String name, String path, Map<String, Boolean> given) {
    if (PSEUDO.contains(name)) {
      return;
    }
    if (template.section("Parameters").containsKey(name)) {
      used.add("Parameters/" + name);
      return;
    }
    // SAM's own: !Ref AuthorizerFunction.Alias
    String id = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    if (!name.equals(id)
        && !(resources.containsKey(id) && samReference(id, name.substring(id.length() + 1)))) {
      template.report("ref-unknown", path, "There is nothing named " + name + ".");
      return;
    }
    if (!resources.containsKey(id) && generated(id).isEmpty()) {
      template.report("ref-unknown", path, "There is nothing named " + name + ".");
      return;
    }
    present(id, path, given);
  }

  private boolean samReference(String id, String property) {
    return switch (String.valueOf(resources.getOrDefault(id, Map.of()).get("Type"))) {
      case "AWS::Serverless::Function" ->
          (property.equals("Alias") || property.equals("Version"))
              && template.properties(id).containsKey("AutoPublishAlias");
      case "AWS::Serverless::Api" ->
          Set.of("Stage", "Deployment", "DomainName", "UsagePlan", "UsagePlanKey", "ApiKey")
              .contains(property);
      default -> false;
    };
  }

  private void attribute(String dotted, String path, Map<String, Boolean> given) {
    int dot = dotted.indexOf('.');
    String id = dot < 0 ? dotted : dotted.substring(0, dot);
    String attribute = dot < 0 ? "" : dotted.substring(dot + 1);
    Optional<String> type = type(id);
    if (type.isEmpty()) {
      template.report("getatt-unknown", path, "There is no resource " + id + ".");
      return;
    }
    present(id, path, given);
    if (Schemas.isKnown(type.get())
        && Schemas.attribute(type.get(), attribute).isEmpty()
        && !samReference(id, attribute)
        && !(type.get().equals("AWS::CloudFormation::Stack") && attribute.startsWith("Outputs."))) {
      template.report(
          "getatt-unknown", path, type.get() + " has no attribute " + attribute + " to get.");
    }
  }

  private Optional<String> type(String id) {
    Object type = resources.getOrDefault(id, Map.of()).get("Type");
    return type instanceof String text ? Optional.of(text) : generated(id);
  }

  /** The type of a resource that SAM adds, such as a function's role. */
  private Optional<String> generated(String id) {
    return SamExpansion.generated(template, id);
  }

  /** What is referred to has to be there wherever the reference is. */
  private void present(String id, String path, Map<String, Boolean> given) {
    Object condition =
        resources
            .getOrDefault(
                resources.containsKey(id) ? id : SamExpansion.owner(template, id), Map.of())
            .get("Condition");
    if (condition instanceof String name
        && conditions.isKnown(name)
        && !conditions.implied(given, name)) {
      template.report(
          "condition-not-implied",
          path,
          id + " is there only if " + name + ", and this refers to it in other cases, too.");
    }
  }

  private void forgottenSub(String text, String path) {
    Matcher variables = VARIABLE.matcher(text);
    while (variables.find()) {
      String name = variables.group(1).split("\\.", 2)[0];
      if (PSEUDO.contains(name)
          || resources.containsKey(name)
          || template.section("Parameters").containsKey(name)) {
        template.report(
            "sub-missing", path, "${" + variables.group(1) + "} stands in a text without Fn::Sub.");
      }
    }
  }
}
