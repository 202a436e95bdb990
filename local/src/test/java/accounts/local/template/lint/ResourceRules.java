package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.list;
import static accounts.local.template.lint.TemplateSource.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Types, properties, required ones, primitive types and allowed values, by CloudFormation's and
 * SAM's schemas, in every way that the resource's conditions can come out.
 */
final class ResourceRules {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> SECTIONS =
      Set.of(
          "AWSTemplateFormatVersion",
          "Transform",
          "Description",
          "Metadata",
          "Parameters",
          "Rules",
          "Mappings",
          "Conditions",
          "Globals",
          "Resources",
          "Outputs");
  private static final Set<String> RESOURCE_KEYS =
      Set.of(
          "Type",
          "Properties",
          "Condition",
          "DependsOn",
          "DeletionPolicy",
          "UpdateReplacePolicy",
          "CreationPolicy",
          "UpdatePolicy",
          "Metadata");
  private static final Set<String> POLICIES = Set.of("Delete", "Retain", "Snapshot");

  /** They hold what cannot be made again. */
  private static final Set<String> HOLD_DATA =
      Set.of(
          "AWS::DynamoDB::Table",
          "AWS::KMS::Key",
          "AWS::S3::Bucket",
          "AWS::SecretsManager::Secret",
          "AWS::Serverless::SimpleTable");

  private final TemplateSource template;
  private final Conditions conditions;

  ResourceRules(TemplateSource template, Conditions conditions) {
    this.template = template;
    this.conditions = conditions;
  }

  void check() {
    for (String section : template.tree().keySet()) {
      if (!SECTIONS.contains(section)) {
        template.report(
            "section-unknown", "/" + section, "A template has no section " + section + ".");
      }
    }
    if (template.section("Resources").isEmpty()) {
      template.report("resources-missing", "", "The template has no resources.");
    }
    validate("Globals", template.section("Globals"), "/Globals", Map.of());
    template.resources().forEach(this::check);
  }

  private void check(String id, Map<String, Object> resource) {
    String path = "/Resources/" + id;
    resource.keySet().stream()
        .filter(key -> !RESOURCE_KEYS.contains(key))
        .forEach(
            key ->
                template.report(
                    "resource-key", path + "/" + key, "A resource has no " + key + "."));
    for (String key : List.of("DeletionPolicy", "UpdateReplacePolicy")) {
      Object policy = resource.get(key);
      if (policy instanceof String text
          && !POLICIES.contains(text)
          && !(text.equals("RetainExceptOnCreate") && key.equals("DeletionPolicy"))) {
        template.report("resource-key", path + "/" + key, key + " cannot be " + text + ".");
      }
    }
    Object type = resource.get("Type");
    if (!(type instanceof String name)) {
      template.report("type-unknown", path, "A resource needs a Type.");
      return;
    }
    if (HOLD_DATA.contains(name)
        && !(resource.containsKey("DeletionPolicy")
            && resource.containsKey("UpdateReplacePolicy"))) {
      template.report(
          "data-policy",
          path,
          id + " holds data: it needs a DeletionPolicy and an UpdateReplacePolicy.");
    }
    if (name.equals("AWS::Logs::LogGroup")
        && !map(resource.get("Properties")).containsKey("RetentionInDays")) {
      template.report("log-retention", path, "The log group " + id + " has no RetentionInDays.");
    }
    if (name.startsWith("Custom::")) {
      return;
    }
    if (!Schemas.isKnown(name)) {
      template.report(
          "type-unknown",
          path + "/Type",
          "There is no type "
              + name
              + ", or its schema has to be added (see cloudformation/README.md).");
      return;
    }
    Map<String, Boolean> given =
        resource.get("Condition") instanceof String condition && conditions.isKnown(condition)
            ? Map.of(condition, true)
            : Map.of();
    validate(name, map(resource.get("Properties")), path + "/Properties", given);
  }

  private void validate(
      String definition, Map<String, Object> properties, String path, Map<String, Boolean> given) {
    Set<String> asked = new HashSet<>();
    collectConditions(properties, asked);
    for (Map<String, Boolean> scenario : conditions.scenarios(asked, given)) {
      JsonNode value = json(properties, scenario);
      if (value == null) {
        continue;
      }
      for (Map.Entry<String, String> fault : Schemas.validate(definition, value)) {
        template.report("properties", path + fault.getKey(), fault.getValue());
      }
    }
  }

  private static void collectConditions(@Nullable Object node, Set<String> into) {
    if (node instanceof List<?> list) {
      list.forEach(child -> collectConditions(child, into));
    } else if (node instanceof Map<?, ?> children) {
      if (children.get("Fn::If") instanceof List<?> arguments && !arguments.isEmpty()) {
        into.add(String.valueOf(arguments.get(0)));
      }
      children.values().forEach(child -> collectConditions(child, into));
    }
  }

  /** The value for the validator: a function is what {@code schemas.json} has for one. */
  private @Nullable JsonNode json(@Nullable Object value, Map<String, Boolean> scenario) {
    if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode();
      for (Object child : list) {
        JsonNode converted = json(child, scenario);
        if (converted != null) {
          array.add(converted);
        }
      }
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      if (map.size() == 1) {
        String name = String.valueOf(map.keySet().iterator().next());
        if (name.equals("Ref") || name.startsWith("Fn::")) {
          return function(name, map.values().iterator().next(), scenario);
        }
      }
      ObjectNode object = JSON.objectNode();
      map.forEach(
          (key, child) -> {
            JsonNode converted = json(child, scenario);
            if (converted != null) {
              object.set(String.valueOf(key), converted);
            }
          });
      return object;
    }
    if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    }
    if (value instanceof Long number) {
      return JSON.numberNode(number);
    }
    return JSON.textNode(String.valueOf(value));
  }

  private @Nullable JsonNode function(
      String name, @Nullable Object argument, Map<String, Boolean> scenario) {
    String call = name + "(" + argument + ")";
    return switch (name) {
      case "Fn::If" -> {
        List<Object> arguments = list(argument);
        boolean first =
            arguments.size() == 3 && scenario.getOrDefault(String.valueOf(arguments.get(0)), true);
        yield arguments.size() == 3
            ? json(arguments.get(first ? 1 : 2), scenario)
            : standIn("any", call);
      }
      case "Ref" -> "AWS::NoValue".equals(argument) ? null : standIn(reference(argument), call);
      case "Fn::GetAtt" -> standIn(attribute(argument), call);
      case "Fn::Split", "Fn::GetAZs", "Fn::Cidr" -> standIn("list", call);
      case "Fn::FindInMap", "Fn::Transform", "Fn::Select" -> standIn("any", call);
      default -> standIn("scalar", call);
    };
  }

  private String reference(@Nullable Object name) {
    Object type = map(template.section("Parameters").get(String.valueOf(name))).get("Type");
    String text = String.valueOf(type);
    return text.equals("CommaDelimitedList")
            || text.contains("List<")
            || "AWS::NotificationARNs".equals(name)
        ? "list"
        : "scalar";
  }

  private String attribute(@Nullable Object argument) {
    String dotted =
        argument instanceof List<?> parts
            ? String.join(".", parts.stream().map(String::valueOf).toList())
            : String.valueOf(argument);
    int dot = dotted.indexOf('.');
    if (dot < 0) {
      return "any";
    }
    Object type = map(template.section("Resources").get(dotted.substring(0, dot))).get("Type");
    return Schemas.attribute(String.valueOf(type), dotted.substring(dot + 1)).orElse("any");
  }

  /** What the schemas take for a function; the call tells it from others in one list. */
  private static JsonNode standIn(String kind, String call) {
    return JSON.objectNode().put("$fn", kind).put("call", call);
  }
}
