package accounts.local.iam;

import accounts.local.net.LocalStackException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A statement of an IAM policy.
 *
 * @param conditions condition key, such as {@code ses:FromAddress}, to the values it may equal
 */
public record Statement(
    boolean allow,
    List<String> actions,
    List<String> resources,
    Map<String, List<String>> conditions) {

  /**
   * The statement that a resolved tree describes.
   *
   * @param where names the policy in messages
   * @throws LocalStackException for anything but Effect, Action, Resource and a StringEquals
   *     condition
   */
  public static Statement of(Object tree, String where) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw new LocalStackException(where + ": a policy statement is not a mapping.");
    }
    Set<String> known = Set.of("Sid", "Effect", "Action", "Resource", "Condition");
    for (Object key : map.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw new LocalStackException(
            "%s: the local stack does not check %s in a policy statement.".formatted(where, key));
      }
    }
    return new Statement(
        "Allow".equals(map.get("Effect")),
        texts(map.get("Action")),
        texts(map.get("Resource")),
        conditions(map.get("Condition"), where));
  }

  private static Map<String, List<String>> conditions(
      @org.jspecify.annotations.Nullable Object condition, String where) {
    Map<String, List<String>> result = new LinkedHashMap<>();
    if (condition instanceof Map<?, ?> operators) {
      for (Map.Entry<?, ?> operator : operators.entrySet()) {
        if (!"StringEquals".equals(operator.getKey())
            || !(operator.getValue() instanceof Map<?, ?> keys)) {
          throw new LocalStackException(
              "%s: the local stack does not check the condition %s."
                  .formatted(where, operator.getKey()));
        }
        keys.forEach((key, value) -> result.put(String.valueOf(key), texts(value)));
      }
    }
    return result;
  }

  private static List<String> texts(@org.jspecify.annotations.Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(String.valueOf(value));
  }

  boolean appliesTo(String action, String resource, Map<String, String> context) {
    return actions.stream().anyMatch(pattern -> Wildcard.matches(pattern, action, true))
        && resources.stream().anyMatch(pattern -> Wildcard.matches(pattern, resource, false))
        && conditions.entrySet().stream()
            .allMatch(
                condition ->
                    condition.getValue().contains(context.getOrDefault(condition.getKey(), "")));
  }
}
