package accounts.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates CloudFormation's intrinsic functions and conditions. A value is resolved only where it
 * is read, so a function that the local stack does not know matters only there.
 */
final class Resolver {
  /** What {@code AWS::NoValue} gives: the property counts as absent. */
  static final Object NO_VALUE = new Object();

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]*)}");

  private final Map<String, String> parameters;
  private final Map<String, Object> parameterTypes;
  private final Map<String, Object> conditions;
  private final Map<String, Object> mappings;
  private final Resources resources;

  Resolver(Map<String, Object> template, Map<String, String> parameters) {
    this.parameters = parameters;
    this.parameterTypes = section(template, "Parameters");
    this.conditions = section(template, "Conditions");
    this.mappings = section(template, "Mappings");
    this.resources = new Resources(section(template, "Resources"));
  }

  static Map<String, Object> section(Map<String, Object> template, String name) {
    Map<String, Object> section = new LinkedHashMap<>();
    if (template.get(name) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> section.put(String.valueOf(key), value));
    }
    return section;
  }

  /** The value with an intrinsic function at its top evaluated; what is inside stays as it is. */
  Object shallow(Object value) {
    Optional<Map.Entry<String, Object>> call = intrinsic(value);
    return call.isEmpty() ? value : evaluate(call.get().getKey(), call.get().getValue());
  }

  /** The value with every intrinsic function in it evaluated. */
  Object deep(Object value) {
    Object top = shallow(value);
    if (top instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach(
          (key, child) -> {
            Object resolved = deep(child);
            if (!resolved.equals(NO_VALUE)) {
              result.put(String.valueOf(key), resolved);
            }
          });
      return result;
    }
    if (top instanceof List<?> list) {
      List<Object> result = new ArrayList<>();
      for (Object child : list) {
        Object resolved = deep(child);
        if (!resolved.equals(NO_VALUE)) {
          result.add(resolved);
        }
      }
      return result;
    }
    return top;
  }

  String text(Object value) {
    Object resolved = shallow(value);
    if (resolved instanceof Map || resolved instanceof List || resolved.equals(NO_VALUE)) {
      throw new TemplateException("A text is needed where the template has " + value + ".");
    }
    return String.valueOf(resolved);
  }

  boolean condition(String name) {
    Object expression = conditions.get(name);
    if (expression == null) {
      throw new TemplateException("The template has no condition " + name + ".");
    }
    return test(expression);
  }

  private static Optional<Map.Entry<String, Object>> intrinsic(Object value) {
    if (value instanceof Map<?, ?> map && map.size() == 1) {
      Map.Entry<?, ?> entry = map.entrySet().iterator().next();
      String name = String.valueOf(entry.getKey());
      if (name.equals("Ref") || name.startsWith("Fn::")) {
        return Optional.of(Map.entry(name, entry.getValue()));
      }
    }
    return Optional.empty();
  }

  private Object evaluate(String function, Object argument) {
    return switch (function) {
      case "Ref" -> ref(String.valueOf(argument));
      case "Fn::GetAtt" -> getAtt(argument);
      case "Fn::Sub" -> sub(argument);
      case "Fn::If" -> {
        List<?> list = list(function, argument, 3);
        yield shallow(condition(text(list.get(0))) ? list.get(1) : list.get(2));
      }
      case "Fn::Join" -> {
        List<?> list = list(function, argument, 2);
        yield String.join(text(list.get(0)), texts(list.get(1)));
      }
      case "Fn::Split" -> {
        List<?> list = list(function, argument, 2);
        yield List.of(text(list.get(1)).split(Pattern.quote(text(list.get(0))), -1));
      }
      case "Fn::Select" -> select(list(function, argument, 2));
      case "Fn::FindInMap" -> findInMap(texts(list(function, argument, 3)));
      case "Fn::Base64" ->
          java.util.Base64.getEncoder()
              .encodeToString(text(argument).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" -> test(Map.of(function, argument));
      default ->
          throw new TemplateException(
              "The local stack does not know the function " + function + " of the template.");
    };
  }

  private Object ref(String name) {
    if (name.equals("AWS::NoValue")) {
      return NO_VALUE;
    }
    String pseudo = PseudoParameters.VALUES.get(name);
    if (pseudo != null) {
      return pseudo;
    }
    String parameter = parameters.get(name);
    if (parameter != null) {
      boolean isList =
          parameterTypes.get(name) instanceof Map<?, ?> declaration
              && (String.valueOf(declaration.get("Type")).startsWith("List<")
                  || "CommaDelimitedList".equals(declaration.get("Type")));
      return isList ? List.of(parameter.split("\\s*,\\s*", -1)) : parameter;
    }
    if (name.contains(".")) {
      return dotted(name);
    }
    requireResource(name);
    return resources.ref(name, resources.name(name, this::shallow));
  }

  private Object getAtt(Object argument) {
    return argument instanceof List<?> list
        ? dotted(String.join(".", texts(list)))
        : dotted(String.valueOf(argument));
  }

  private String dotted(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      throw new TemplateException(
          "Fn::GetAtt needs a resource and an attribute, not " + name + ".");
    }
    String logicalId = name.substring(0, dot);
    requireResource(logicalId);
    return resources.attribute(
        logicalId, name.substring(dot + 1), resources.name(logicalId, this::shallow));
  }

  private void requireResource(String logicalId) {
    if (!resources.has(logicalId)) {
      throw new TemplateException(
          "The template refers to "
              + logicalId
              + ", which is neither a parameter nor a resource of it.");
    }
  }

  private String sub(Object argument) {
    String pattern;
    Map<?, ?> variables = Map.of();
    if (argument instanceof List<?> list) {
      pattern = text(list("Fn::Sub", argument, 2).get(0));
      variables = list.get(1) instanceof Map<?, ?> map ? map : Map.of();
    } else {
      pattern = String.valueOf(argument);
    }
    Matcher matcher = VARIABLE.matcher(pattern);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2).strip();
      Object own = variables.get(name);
      String value =
          !matcher.group(1).isEmpty()
              ? "${" + matcher.group(2) + "}"
              : own != null ? text(own) : text(Map.of("Ref", name));
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
  }

  private Object select(List<?> arguments) {
    Object source = shallow(arguments.get(1));
    int index = Integer.parseInt(text(arguments.get(0)));
    if (source instanceof List<?> list && index >= 0 && index < list.size()) {
      return shallow(list.get(index));
    }
    throw new TemplateException("Fn::Select finds no item " + index + " in " + source + ".");
  }

  private Object findInMap(List<String> path) {
    if (mappings.get(path.get(0)) instanceof Map<?, ?> map
        && map.get(path.get(1)) instanceof Map<?, ?> second
        && second.containsKey(path.get(2))) {
      return Objects.requireNonNull(second.get(path.get(2)));
    }
    throw new TemplateException("Fn::FindInMap finds nothing at " + String.join(", ", path) + ".");
  }

  private boolean test(Object expression) {
    if (expression instanceof Map<?, ?> map && map.get("Condition") instanceof String name) {
      return condition(name);
    }
    Optional<Map.Entry<String, Object>> call = intrinsic(expression);
    if (call.isEmpty()) {
      throw new TemplateException(
          "The local stack cannot evaluate the condition " + expression + ".");
    }
    String function = call.get().getKey();
    Object argument = call.get().getValue();
    return switch (function) {
      case "Fn::Equals" -> {
        List<?> list = list(function, argument, 2);
        yield deep(list.get(0)).toString().equals(deep(list.get(1)).toString());
      }
      case "Fn::Not" -> !test(list(function, argument, 1).get(0));
      case "Fn::And" -> operands(function, argument).stream().allMatch(this::test);
      case "Fn::Or" -> operands(function, argument).stream().anyMatch(this::test);
      default ->
          throw new TemplateException(
              "The local stack does not know " + function + " as a condition.");
    };
  }

  private List<String> texts(Object value) {
    if (deep(value) instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    throw new TemplateException("A list is needed where the template has " + value + ".");
  }

  private static List<Object> operands(String function, Object argument) {
    if (argument instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw new TemplateException(function + " needs a list.");
  }

  private static List<Object> list(String function, Object argument, int size) {
    List<Object> list = operands(function, argument);
    if (list.size() != size) {
      throw new TemplateException("%s needs a list of %d.".formatted(function, size));
    }
    return list;
  }
}
