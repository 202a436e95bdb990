package accounts.e2e;

import accounts.e2e.OpenApi.Operation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what the API answers against its description. Thread-safe. */
final class DescribedAnswers {
  private static final String ACCOUNTS = "/api/accounts";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the service sets of cookies, it sets together. */
  private static final Set<String> COOKIES = Set.of("access_token", "refresh_token");

  /** What any server sends, what the description says in its text, and what API Gateway adds. */
  private static final Set<String> OTHER_HEADERS =
      Set.of(
          "access-control-allow-credentials",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "connection",
          "content-length",
          "content-type",
          "date",
          "x-amzn-errortype");

  /** The same, of preflights. */
  private static final Set<String> PREFLIGHT_HEADERS =
      Set.of(
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-max-age",
          "cache-control",
          "vary",
          "x-amzn-requestid",
          "x-content-type-options",
          "strict-transport-security",
          "referrer-policy",
          "content-security-policy");

  /** What may come before anybody looks at the method. */
  private static final Set<Integer> BEFORE_THE_METHOD = Set.of(400, 413, 429, 500, 502, 503, 504);

  private final OpenApi document;

  DescribedAnswers(OpenApi document) {
    this.document = document;
  }

  /**
   * A request and its answer.
   *
   * @param path with the stage's name, if it was called under it
   * @param headers of the answer
   */
  record Exchange(
      String method,
      String path,
      String requestBody,
      int status,
      Map<String, List<String>> headers,
      String body) {
    Exchange {
      Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      sorted.putAll(headers);
      headers = sorted;
    }

    List<String> header(String name) {
      return headers.getOrDefault(name, List.of());
    }
  }

  /**
   * Checks an answer of the API; one to another path, of the stack's own pages for one, passes.
   *
   * @param stage the name under which API Gateway has the API
   * @throws AssertionError if it is not as described
   */
  void check(Exchange exchange, String stage) {
    check(exchange, stage, true);
  }

  /**
   * Checks an answer to a request that need not be as described: white space is cut off for one.
   *
   * @throws AssertionError if the answer is not as described
   */
  void checkAnswer(Exchange exchange, String stage) {
    check(exchange, stage, false);
  }

  private void check(Exchange exchange, String stage, boolean withRequest) {
    String path = plain(exchange.path(), stage);
    if (!path.equals(ACCOUNTS) && !path.startsWith(ACCOUNTS + "/") && document.at(path).isEmpty()) {
      return;
    }
    List<String> faults = faults(exchange, path, withRequest);
    if (!faults.isEmpty()) {
      throw new AssertionError(
          "%s %s was answered with %d %s %s. By docs/openapi.yaml it is not so:%n- %s"
              .formatted(
                  exchange.method(),
                  exchange.path(),
                  exchange.status(),
                  exchange.headers(),
                  exchange.body(),
                  String.join(System.lineSeparator() + "- ", faults)));
    }
  }

  private static String plain(String path, String stage) {
    String plain = path.replaceFirst("[?#].*", "");
    if (plain.startsWith("/" + stage + "/")) {
      plain = plain.substring(stage.length() + 1);
    }
    return plain.replaceFirst("/$", "");
  }

  private List<String> faults(Exchange exchange, String path, boolean withRequest) {
    Map<String, Operation> operations = document.at(path).orElse(Map.of());
    if (operations.isEmpty()) {
      return answerFaults(document.root().path("x-unknown-path"), exchange);
    }
    Operation operation = operations.get(exchange.method());
    if (operation == null) {
      return otherMethodFaults(operations, exchange);
    }
    List<String> faults = new ArrayList<>();
    if (exchange.status() == 405) {
      faults.add("the method is described, and is not allowed");
    }
    faults.addAll(answerFaults(operation.node(), exchange));
    if (withRequest && exchange.status() / 100 == 2) {
      faults.addAll(requestFaults(operation, exchange));
    }
    return faults;
  }

  private List<String> otherMethodFaults(Map<String, Operation> operations, Exchange exchange) {
    int status = exchange.status();
    if (exchange.method().equals("OPTIONS") && status == 204) {
      return preflightFaults(exchange);
    }
    Operation any = operations.values().iterator().next();
    boolean refused = status == 401 && OpenApi.isProtected(any);
    if (status != 405 && !refused && !BEFORE_THE_METHOD.contains(status)) {
      return List.of("the method is not described, so 405 was to be expected");
    }
    List<String> faults = new ArrayList<>(answerFaults(any.node(), exchange));
    if (status == 405) {
      Set<String> allowed =
          exchange.header("Allow").stream()
              .flatMap(value -> Arrays.stream(value.split(", ", -1)))
              .collect(Collectors.toCollection(TreeSet::new));
      if (!allowed.equals(operations.keySet())) {
        faults.add("Allow is " + allowed + ", described are " + operations.keySet());
      }
    }
    return faults;
  }

  private static List<String> preflightFaults(Exchange exchange) {
    List<String> faults = new ArrayList<>();
    if (!exchange.body().isEmpty()) {
      faults.add("a preflight's answer has a body");
    }
    faults.addAll(unknownHeaders(exchange, PREFLIGHT_HEADERS));
    return faults;
  }

  private List<String> answerFaults(JsonNode operation, Exchange exchange) {
    JsonNode response = document.responses(operation).get(String.valueOf(exchange.status()));
    if (response == null) {
      return List.of("the status is not described");
    }
    List<String> faults = new ArrayList<>();
    Map<String, JsonNode> described = document.resolved(response.path("headers"));
    described.forEach((name, header) -> faults.addAll(headerFaults(name, header, exchange)));
    faults.addAll(unknownHeaders(exchange, described.keySet()));
    faults.addAll(bodyFaults(response.path("content"), exchange));
    return faults;
  }

  private List<String> headerFaults(String name, JsonNode header, Exchange exchange) {
    List<String> values = exchange.header(name);
    List<String> faults = new ArrayList<>();
    if (values.isEmpty() && header.path("required").asBoolean()) {
      faults.add("the header " + name + " is missing");
    }
    for (String value : values) {
      document
          .faults(header.path("schema"), JSON.getNodeFactory().textNode(value))
          .forEach(fault -> faults.add("header " + name + fault));
    }
    if (name.equalsIgnoreCase("Set-Cookie") && !values.isEmpty()) {
      List<String> cookies = values.stream().map(v -> v.substring(0, v.indexOf('='))).toList();
      if (cookies.size() != COOKIES.size() || !COOKIES.equals(new TreeSet<>(cookies))) {
        faults.add("the cookies set are " + cookies + " and not " + COOKIES);
      }
    }
    return faults;
  }

  private static List<String> unknownHeaders(Exchange exchange, Set<String> described) {
    Set<String> known =
        described.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return exchange.headers().keySet().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> !known.contains(name) && !OTHER_HEADERS.contains(name))
        .map(name -> "the header " + name + " is not described")
        .toList();
  }

  private List<String> bodyFaults(JsonNode content, Exchange exchange) {
    if (exchange.method().equals("HEAD") || content.isMissingNode()) {
      return exchange.body().isEmpty() ? List.of() : List.of("there is a body");
    }
    String type = String.join(",", exchange.header("Content-Type")).replaceFirst(" *;.*", "");
    JsonNode media = content.path(type);
    if (media.isMissingNode()) {
      return List.of("the Content-Type " + type + " is not described");
    }
    return jsonFaults("body", media.path("schema"), exchange.body());
  }

  private List<String> requestFaults(Operation operation, Exchange exchange) {
    JsonNode content = operation.node().path("requestBody").path("content");
    return content.isMissingNode()
        ? List.of()
        : jsonFaults(
            "request", content.path("application/json").path("schema"), exchange.requestBody());
  }

  private List<String> jsonFaults(String what, JsonNode schema, String text) {
    try {
      return document.faults(schema, JSON.readTree(text.getBytes(StandardCharsets.UTF_8))).stream()
          .map(fault -> what + fault)
          .toList();
    } catch (JsonProcessingException e) {
      return List.of(what + ": no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
