package accounts.local.stream;

import accounts.local.net.Json;
import accounts.local.net.LocalStackException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * A filter pattern of an event source, or the event pattern of an EventBridge rule: exact values,
 * {@code prefix}, {@code exists} and {@code anything-but}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html">Control
 *     which events Lambda sends to your function</a>
 */
public final class EventPattern {
  private static final Set<String> OPERATORS = Set.of("prefix", "exists", "anything-but");

  private final JsonNode pattern;

  private EventPattern(JsonNode pattern) {
    this.pattern = pattern;
  }

  /** Throws {@link LocalStackException} for a pattern that uses anything else. */
  public static EventPattern parse(String text) {
    JsonNode pattern =
        Json.parse(text.getBytes(StandardCharsets.UTF_8))
            .filter(JsonNode::isObject)
            .orElseThrow(
                () ->
                    new LocalStackException("The filter pattern " + text + " is no JSON object."));
    check(pattern);
    return new EventPattern(pattern);
  }

  private static void check(JsonNode pattern) {
    for (Map.Entry<String, JsonNode> entry : pattern.properties()) {
      JsonNode value = entry.getValue();
      if (value.isObject() && !entry.getKey().startsWith("$")) {
        check(value);
      } else if (!value.isArray()) {
        throw unknown(entry.getKey());
      }
      for (JsonNode rule : value.isArray() ? value : Json.array()) {
        for (Map.Entry<String, JsonNode> operator : rule.properties()) {
          boolean nested =
              operator.getKey().equals("anything-but") && operator.getValue().isObject();
          if (!OPERATORS.contains(operator.getKey()) || nested) {
            throw unknown(operator.getKey());
          }
        }
      }
    }
  }

  private static LocalStackException unknown(String operator) {
    return new LocalStackException(
        "The local stack does not know " + operator + " in a filter pattern.");
  }

  /** Whether the event is one of those that the pattern means. */
  public boolean matches(JsonNode event) {
    return matches(pattern, event);
  }

  private static boolean matches(JsonNode pattern, JsonNode event) {
    for (Map.Entry<String, JsonNode> entry : pattern.properties()) {
      JsonNode actual = event.path(entry.getKey());
      JsonNode wanted = entry.getValue();
      if (wanted.isObject() ? !matches(wanted, actual) : !matchesAny(wanted, actual)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matchesAny(JsonNode rules, JsonNode actual) {
    for (JsonNode rule : rules) {
      if (actual.isArray() ? anyElement(rule, actual) : matchesRule(rule, actual)) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyElement(JsonNode rule, JsonNode elements) {
    for (JsonNode element : elements) {
      if (matchesRule(rule, element)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesRule(JsonNode rule, JsonNode actual) {
    if (!rule.isObject()) {
      return rule.equals(actual);
    }
    if (rule.has("exists")) {
      // As with AWS, only leaves exist.
      return rule.path("exists").asBoolean() == actual.isValueNode();
    }
    if (rule.has("prefix")) {
      return actual.isTextual() && actual.asText().startsWith(rule.path("prefix").asText());
    }
    JsonNode excluded = rule.path("anything-but");
    if (!actual.isValueNode()) {
      return false;
    }
    if (!excluded.isArray()) {
      return !excluded.equals(actual);
    }
    for (JsonNode one : excluded) {
      if (one.equals(actual)) {
        return false;
      }
    }
    return true;
  }
}
