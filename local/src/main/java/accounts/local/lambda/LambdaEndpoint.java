package accounts.local.lambda;

import accounts.local.iam.AccessControl;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import accounts.local.template.FunctionDefinition;
import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the functions, and whoever else calls one, take for Lambda: {@code Invoke} with an answer. A
 * function is found by its name, its ARN or its logical id, with a version or alias or without.
 * Refuses what the caller's policy does not allow.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class LambdaEndpoint implements HttpHandler {
  /** How the path of each call begins. */
  public static final String PATH = "/2015-03-31/functions/";

  private static final String ACTION = "lambda:InvokeFunction";
  private static final Pattern INVOCATIONS = Pattern.compile(PATH + "([^/]+)/invocations/?");
  private static final int MOST_BYTES = 6 * 1024 * 1024;

  private final AccessControl accessControl;
  private final List<FunctionDefinition> functions;
  private final BiFunction<String, byte[], InvocationResult> invoke;

  /** A function as a call names it; the qualifier is empty or begins with a colon. */
  private record Name(String function, String qualifier) {
    static Name of(String text, String query) {
      // arn:aws:lambda:us-east-1:123456789012:function:name:alias, or what is left of it
      String rest = text.replaceFirst("^.*:?function:", "");
      int colon = rest.indexOf(':');
      String name = colon < 0 ? rest : rest.substring(0, colon);
      Matcher qualifier = Pattern.compile("(?:^|&)Qualifier=([^&]+)").matcher(query);
      return new Name(
          name,
          colon >= 0 ? rest.substring(colon) : qualifier.find() ? ":" + qualifier.group(1) : "");
    }
  }

  /**
   * For these functions.
   *
   * @param invoke calls a function by its logical id, and waits
   */
  public LambdaEndpoint(
      AccessControl accessControl,
      Collection<FunctionDefinition> functions,
      BiFunction<String, byte[], InvocationResult> invoke) {
    this.accessControl = accessControl;
    this.functions = List.copyOf(functions);
    this.invoke = invoke;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] payload = exchange.getRequestBody().readAllBytes();
    Matcher path = INVOCATIONS.matcher(exchange.getRequestURI().getRawPath());
    if (!exchange.getRequestMethod().equals("POST") || !path.matches()) {
      error(exchange, 404, "UnknownOperationException", "The local stack emulates Invoke only");
      return;
    }
    String query = exchange.getRequestURI().getQuery();
    Name name =
        Name.of(
            URLDecoder.decode(path.group(1), StandardCharsets.UTF_8), query == null ? "" : query);
    Optional<FunctionDefinition> function =
        functions.stream()
            .filter(f -> f.name().equals(name.function()) || f.logicalId().equals(name.function()))
            .findFirst();
    String arn =
        function
                .map(FunctionDefinition::arn)
                .orElseGet(() -> PseudoParameters.arn("lambda", "function:" + name.function()))
            + name.qualifier();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String caller = accessControl.caller(authorization == null ? "" : authorization);
    if (!accessControl.allows(caller, ACTION, arn, Map.of())) {
      error(exchange, 403, "AccessDeniedException", AccessControl.refusal(caller, ACTION, arn));
      return;
    }
    if (function.isEmpty()) {
      error(exchange, 404, "ResourceNotFoundException", "Function not found: " + arn);
      return;
    }
    String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
    if (type != null && !type.equals("RequestResponse")) {
      error(
          exchange,
          400,
          "InvalidParameterValueException",
          "The local stack emulates calls of the type RequestResponse only");
      return;
    }
    if (payload.length > MOST_BYTES) {
      error(
          exchange,
          413,
          "RequestTooLargeException",
          "Request must be smaller than %d bytes for the InvokeFunction operation"
              .formatted(MOST_BYTES));
      return;
    }
    if (payload.length > 0 && Json.parse(payload).isEmpty()) {
      error(
          exchange,
          400,
          "InvalidRequestContentException",
          "Could not parse request body into json");
      return;
    }
    InvocationResult result =
        invoke.apply(
            function.get().logicalId(),
            payload.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : payload);
    exchange.getResponseHeaders().set("X-Amz-Executed-Version", "1");
    if (result.isError()) {
      exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
    }
    Loopback.answer(exchange, 200, "application/json", result.payload());
  }

  private static void error(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode body = Json.object();
    body.put("Type", "User");
    body.put("Message", message);
    exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
    Loopback.answer(exchange, status, "application/json", Json.bytes(body));
  }
}
