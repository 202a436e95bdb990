package accounts.local.gateway;

import accounts.local.net.Json;
import accounts.local.template.ApiDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads what a function behind a proxy integration answers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format">Output
 *     format of a Lambda function for proxy integration</a>
 */
final class ProxyAnswer {
  private static final Set<String> KEYS =
      Set.of("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");

  /** Set by the gateway itself, for the connection at hand. */
  private static final Set<String> DROPPED =
      Set.of("content-length", "transfer-encoding", "connection", "keep-alive", "date");

  private ProxyAnswer() {}

  /** Empty for anything that API Gateway would answer with 502. */
  static Optional<ApiAnswer> read(byte[] payload, ApiDefinition api, String accept) {
    Optional<JsonNode> parsed = Json.parse(payload).filter(JsonNode::isObject);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    JsonNode answer = parsed.get();
    for (Map.Entry<String, JsonNode> entry : answer.properties()) {
      // API Gateway refuses unknown keys too. Java's event class adds none but null ones.
      if (!KEYS.contains(entry.getKey()) && !entry.getValue().isNull()) {
        return Optional.empty();
      }
    }
    int status = status(answer.path("statusCode"));
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (status < 100
        || status > 599
        || !add(headers, answer.path("headers"))
        || !add(headers, answer.path("multiValueHeaders"))) {
      return Optional.empty();
    }
    DROPPED.forEach(headers::remove);
    headers.putIfAbsent("Content-Type", List.of("application/json"));
    JsonNode body = answer.path("body");
    if (body.isContainerNode()) {
      return Optional.empty();
    }
    String text = body.isNull() || body.isMissingNode() ? "" : body.asText();
    boolean decode =
        answer.path("isBase64Encoded").asBoolean(false) && MediaTypes.isBinary(api, accept);
    try {
      byte[] bytes =
          decode ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
      return Optional.of(new ApiAnswer(status, headers, bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int status(JsonNode node) {
    if (node.isInt()) {
      return node.asInt();
    }
    return node.isTextual() && node.asText().matches("\\d{3}") ? node.asInt() : -1;
  }

  private static boolean add(Map<String, List<String>> headers, JsonNode node) {
    if (node.isNull() || node.isMissingNode()) {
      return true;
    }
    if (!node.isObject()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      List<JsonNode> values = new ArrayList<>();
      if (entry.getValue().isArray()) {
        entry.getValue().forEach(values::add);
      } else {
        values.add(entry.getValue());
      }
      for (JsonNode value : values) {
        if (value.isContainerNode() || !isHeader(entry.getKey(), value.asText())) {
          return false;
        }
        List<String> all = headers.computeIfAbsent(entry.getKey(), key -> new ArrayList<>());
        // A value that stands in both maps counts once.
        if (!value.isNull() && !all.contains(value.asText())) {
          all.add(value.asText());
        }
      }
    }
    return true;
  }

  private static boolean isHeader(String name, String value) {
    return name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
        && value.chars().noneMatch(c -> c < ' ' && c != '\t');
  }
}
