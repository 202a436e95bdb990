package accounts.local.gateway;

import accounts.local.net.Json;
import accounts.local.template.GatewayResponseDefinition;
import accounts.local.template.TemplateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * API Gateway's own answers, from the template where it has them. Variables in a body are put in as
 * they are: API Gateway does not escape them.
 */
final class GatewayResponses {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$context\\.([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)");

  private final Map<String, GatewayResponseDefinition> definitions;

  GatewayResponses(Map<String, GatewayResponseDefinition> definitions) {
    this.definitions = definitions;
    definitions.forEach(
        (type, definition) ->
            definition.headers().forEach((name, expression) -> check(type, expression)));
  }

  private static void check(String type, String expression) {
    boolean literal = expression.startsWith("'") && expression.endsWith("'");
    // Of the request or fixed: the only two that API Gateway documents.
    if (!literal && !expression.startsWith("method.request.header.")) {
      throw new TemplateException(
          "GatewayResponses.%s: the local stack does not know the header value %s."
              .formatted(type, expression));
    }
  }

  /** The answer, with the values of {@code $context} from the request context. */
  ApiAnswer answer(GatewayError error, ApiRequest request, ObjectNode requestContext) {
    ObjectNode context = requestContext.deepCopy();
    ObjectNode errorContext = context.putObject("error");
    errorContext.put("message", error.message());
    errorContext.put("messageString", Json.tree(error.message()).toString());
    errorContext.put("responseType", error.name());
    Optional<GatewayResponseDefinition> definition =
        Optional.ofNullable(definitions.get(error.name()))
            .or(() -> Optional.ofNullable(definitions.get(error.fallback())));
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of("application/json"));
    headers.put("x-amzn-ErrorType", List.of(error.errorType()));
    definition.ifPresent(
        d ->
            d.headers()
                .forEach(
                    (name, expression) -> {
                      String value = evaluate(expression, request);
                      if (!value.isEmpty()) {
                        headers.put(name, List.of(value));
                      }
                    }));
    String body =
        definition
            .map(d -> d.templates().get("application/json"))
            .orElse("{\"message\":$context.error.messageString}");
    return new ApiAnswer(
        definition.flatMap(GatewayResponseDefinition::status).orElse(error.status()),
        headers,
        substitute(body, context).getBytes(StandardCharsets.UTF_8));
  }

  private static String evaluate(String expression, ApiRequest request) {
    return expression.startsWith("'")
        ? expression.substring(1, expression.length() - 1)
        : request.header(expression.substring("method.request.header.".length()));
  }

  private static String substitute(String template, ObjectNode context) {
    Matcher matcher = VARIABLE.matcher(template);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          result, Matcher.quoteReplacement(lookUp(context, matcher.group(1))));
    }
    return matcher.appendTail(result).toString();
  }

  private static String lookUp(ObjectNode context, String path) {
    JsonNode node = context;
    for (String key : path.split("\\.", -1)) {
      node = node.path(key);
    }
    return node.isValueNode() && !node.isNull() ? node.asText() : "";
  }
}
