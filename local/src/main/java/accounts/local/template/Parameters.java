package accounts.local.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The template's parameters with their values, checked as CloudFormation checks them. */
final class Parameters {
  private Parameters() {}

  /** All values by name; throws if one is missing, unknown or not allowed. */
  static Map<String, String> check(Map<String, Object> declared, Map<String, String> given) {
    for (String name : given.keySet()) {
      if (!declared.containsKey(name)) {
        throw new TemplateException(
            "The template has no parameter "
                + name
                + "; it has "
                + String.join(", ", new TreeSet<>(declared.keySet()))
                + ".");
      }
    }
    Map<String, String> values = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    declared.forEach(
        (name, declaration) -> {
          Map<?, ?> rules = declaration instanceof Map<?, ?> map ? map : Map.of();
          Object value = given.containsKey(name) ? given.get(name) : rules.get("Default");
          if (value == null) {
            missing.add(name);
          } else {
            values.put(name, checked(name, String.valueOf(value), rules));
          }
        });
    if (!missing.isEmpty()) {
      throw new TemplateException(
          (missing.size() == 1 ? "The parameter " : "The parameters ")
              + String.join(", ", missing)
              + (missing.size() == 1 ? " has" : " have")
              + " no value and no default: give --parameter "
              + missing.getFirst()
              + "=VALUE.");
    }
    return values;
  }

  private static String checked(String name, String value, Map<?, ?> rules) {
    // A secret is not shown.
    String shown = "true".equals(String.valueOf(rules.get("NoEcho"))) ? "" : " " + value;
    if (rules.get("AllowedValues") instanceof List<?> allowed) {
      List<String> texts = allowed.stream().map(String::valueOf).toList();
      if (!texts.contains(value)) {
        throw new TemplateException(
            "The value%s of the parameter %s is none of %s."
                .formatted(shown, name, String.join(", ", texts)));
      }
    }
    if (rules.get("AllowedPattern") instanceof String pattern
        && !Pattern.compile(pattern).matcher(value).matches()) {
      throw new TemplateException(
          "The value%s of the parameter %s does not match %s.".formatted(shown, name, pattern));
    }
    if ("Number".equals(rules.get("Type"))) {
      compare(name, numeric(name, value, shown), shown, "value", rules, "MinValue", "MaxValue");
    }
    BigDecimal length = BigDecimal.valueOf(value.length());
    compare(name, length, shown, "length of the value", rules, "MinLength", "MaxLength");
    return value;
  }

  private static BigDecimal numeric(String name, String value, String shown) {
    try {
      return new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw new TemplateException(
          "The value%s of the parameter %s is not a number.".formatted(shown, name));
    }
  }

  private static void compare(
      String name,
      BigDecimal actual,
      String shown,
      String what,
      Map<?, ?> rules,
      String lowest,
      String highest) {
    Object min = rules.get(lowest);
    if (min != null && actual.compareTo(new BigDecimal(String.valueOf(min))) < 0) {
      throw new TemplateException(
          "The %s%s of the parameter %s is less than %s.".formatted(what, shown, name, min));
    }
    Object max = rules.get(highest);
    if (max != null && actual.compareTo(new BigDecimal(String.valueOf(max))) > 0) {
      throw new TemplateException(
          "The %s%s of the parameter %s is greater than %s.".formatted(what, shown, name, max));
    }
  }
}
