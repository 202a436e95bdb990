package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.list;
import static accounts.local.template.lint.TemplateSource.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the conditions of a template can be together. They are tried with each value that the
 * template compares a parameter with, and one that is none of them.
 */
final class Conditions {
  private static final String OTHER = "\0other";

  private final Map<String, Object> conditions;
  private final Map<String, Object> parameters;
  private final Map<String, Set<String>> literals = new TreeMap<>();

  Conditions(TemplateSource template) {
    conditions = template.section("Conditions");
    parameters = template.section("Parameters");
    conditions.values().forEach(this::collectLiterals);
  }

  boolean isKnown(String name) {
    return conditions.containsKey(name);
  }

  /** Whether the condition holds wherever all that is given does. */
  boolean implied(Map<String, Boolean> given, String condition) {
    return scenarios(Set.of(condition), given).stream()
        .allMatch(s -> Boolean.TRUE.equals(s.get(condition)));
  }

  /** Each way in which these conditions can come out where all that is given holds. */
  Set<Map<String, Boolean>> scenarios(Set<String> names, Map<String, Boolean> given) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(given.keySet());
    all.removeIf(name -> !isKnown(name));
    Set<String> variables = new TreeSet<>();
    all.forEach(name -> collectVariables(conditions.get(name), variables, new TreeSet<>()));

    Set<Map<String, Boolean>> found = new LinkedHashSet<>();
    for (Map<String, String> values : assignments(List.copyOf(variables))) {
      Map<String, Boolean> outcome = new TreeMap<>();
      for (String name : all) {
        outcome.put(name, holds(conditions.get(name), values, 0));
      }
      if (given.entrySet().stream()
          .allMatch(g -> g.getValue().equals(outcome.getOrDefault(g.getKey(), g.getValue())))) {
        outcome.keySet().retainAll(names);
        found.add(outcome);
      }
    }
    return found;
  }

  private List<Map<String, String>> assignments(List<String> variables) {
    List<Map<String, String>> result = new ArrayList<>();
    result.add(Map.of());
    for (String variable : variables) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> start : result) {
        for (String value : values(variable)) {
          Map<String, String> next = new LinkedHashMap<>(start);
          next.put(variable, value);
          longer.add(next);
        }
      }
      if (longer.size() > 200_000) {
        throw new IllegalStateException(
            "The conditions depend on too many parameters: " + variables);
      }
      result = longer;
    }
    return result;
  }

  /** The values of a variable that make a difference. */
  private Set<String> values(String variable) {
    Set<String> compared = literals.getOrDefault(variable, Set.of());
    if (variable.startsWith("{Ref=")) {
      Map<String, Object> parameter =
          map(parameters.get(variable.substring(5, variable.length() - 1)));
      if (parameter.containsKey("AllowedValues")) {
        Set<String> allowed = new TreeSet<>();
        list(parameter.get("AllowedValues")).forEach(v -> allowed.add(String.valueOf(v)));
        return allowed;
      }
    }
    if (variable.startsWith("equal ")) {
      return Set.of("true", "false");
    }
    Set<String> values = new TreeSet<>(compared);
    values.add(OTHER);
    return values;
  }

  private static boolean isLiteral(Object value) {
    return !(value instanceof Map) && !(value instanceof List);
  }

  private void collectLiterals(Object expression) {
    Map<String, Object> call = map(expression);
    List<Object> arguments = list(call.get("Fn::Equals"));
    if (arguments.size() == 2) {
      for (int i = 0; i < 2; i++) {
        if (!isLiteral(arguments.get(i)) && isLiteral(arguments.get(1 - i))) {
          literals
              .computeIfAbsent(String.valueOf(arguments.get(i)), key -> new TreeSet<>())
              .add(String.valueOf(arguments.get(1 - i)));
        }
      }
    }
    for (String operator : List.of("Fn::And", "Fn::Or", "Fn::Not")) {
      list(call.get(operator)).forEach(this::collectLiterals);
    }
  }

  private void collectVariables(
      @org.jspecify.annotations.Nullable Object expression, Set<String> into, Set<String> seen) {
    Map<String, Object> call = map(expression);
    List<Object> arguments = list(call.get("Fn::Equals"));
    if (arguments.size() == 2) {
      String variable = variable(arguments);
      if (!variable.isEmpty()) {
        into.add(variable);
      }
    }
    for (String operator : List.of("Fn::And", "Fn::Or", "Fn::Not")) {
      list(call.get(operator)).forEach(e -> collectVariables(e, into, seen));
    }
    if (call.get("Condition") instanceof String name && seen.add(name)) {
      collectVariables(conditions.get(name), into, seen);
    }
  }

  /** What a comparison depends on; empty for two literals, or for the same thing twice. */
  private static String variable(List<Object> sides) {
    boolean left = isLiteral(sides.get(0));
    boolean right = isLiteral(sides.get(1));
    if ((left && right) || sides.get(0).equals(sides.get(1))) {
      return "";
    }
    if (!left && !right) {
      return "equal " + sides;
    }
    return String.valueOf(left ? sides.get(1) : sides.get(0));
  }

  private boolean holds(
      @org.jspecify.annotations.Nullable Object expression, Map<String, String> values, int depth) {
    Map<String, Object> call = map(expression);
    // A circle is reported elsewhere.
    if (depth > 50) {
      return false;
    }
    if (call.containsKey("Fn::Equals")) {
      return holdsEquals(list(call.get("Fn::Equals")), values);
    }
    if (call.containsKey("Fn::And")) {
      return list(call.get("Fn::And")).stream().allMatch(e -> holds(e, values, depth + 1));
    }
    if (call.containsKey("Fn::Or")) {
      return list(call.get("Fn::Or")).stream().anyMatch(e -> holds(e, values, depth + 1));
    }
    if (call.containsKey("Fn::Not")) {
      return list(call.get("Fn::Not")).stream().noneMatch(e -> holds(e, values, depth + 1));
    }
    return call.get("Condition") instanceof String name
        && holds(conditions.get(name), values, depth + 1);
  }

  private static boolean holdsEquals(List<Object> sides, Map<String, String> values) {
    if (sides.size() != 2) {
      return false;
    }
    String variable = variable(sides);
    if (variable.isEmpty()) {
      return String.valueOf(sides.get(0)).equals(String.valueOf(sides.get(1)));
    }
    String value = values.getOrDefault(variable, OTHER);
    if (variable.startsWith("equal ")) {
      return Boolean.parseBoolean(value);
    }
    Object literal = isLiteral(sides.get(0)) ? sides.get(0) : sides.get(1);
    return value.equals(String.valueOf(literal));
  }
}
