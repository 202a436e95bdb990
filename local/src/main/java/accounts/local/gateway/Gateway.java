package accounts.local.gateway;

import accounts.local.lambda.InvocationResult;
import accounts.local.lambda.Lambda;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import accounts.local.template.ApiDefinition;
import accounts.local.template.AuthorizerDefinition;
import accounts.local.template.StackDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The REST API of the template on a port of 127.0.0.1, and the stack's own pages beside it. */
public final class Gateway implements AutoCloseable {
  /** The path of the stack's own pages. */
  public static final String LOCAL_PATH = "/_local/";

  /** API Gateway's limit for an integration. */
  public static final Duration INTEGRATION_LIMIT = Duration.ofSeconds(29);

  /** Lambda's quota for the event of a synchronous call, in bytes. */
  private static final int LARGEST_EVENT = 6 * 1024 * 1024;

  private final ApiDefinition api;
  private final Lambda lambda;
  private final Duration integrationLimit;
  private final Consumer<String> log;
  private final Router router;
  private final RequestEvents events;
  private final Authorization authorization;
  private final GatewayResponses responses;
  private final HttpHandler localPages;
  private final HttpServer server;

  /**
   * Starts to listen.
   *
   * @param port 0: any free one
   * @param integrationLimit how long a function may take
   * @param localPages answers what is below {@link #LOCAL_PATH}
   */
  public Gateway(
      int port,
      StackDefinition stack,
      Lambda lambda,
      Duration integrationLimit,
      HttpHandler localPages,
      Consumer<String> log) {
    this.api = stack.api();
    this.lambda = lambda;
    this.integrationLimit = integrationLimit;
    this.log = log;
    this.router = new Router(stack.routes(), api.stageName());
    this.events = new RequestEvents(api);
    this.authorization = new Authorization(lambda, integrationLimit);
    this.responses = new GatewayResponses(api.gatewayResponses());
    this.localPages = localPages;
    this.server = Loopback.serve(port, "--port", this::handle);
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().toString().startsWith(LOCAL_PATH)) {
      localPages.handle(exchange);
      return;
    }
    ApiRequest request = ApiRequest.read(exchange);
    ApiAnswer answer = answer(request);
    Headers headers = exchange.getResponseHeaders();
    answer.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
    headers.set("x-amzn-RequestId", request.id());
    log.accept(
        "%s %s %d (%d ms)"
            .formatted(
                request.method(),
                request.path(),
                answer.status(),
                Duration.between(request.received(), Instant.now()).toMillis()));
    Loopback.write(exchange, answer.status(), answer.body());
  }

  private ApiAnswer answer(ApiRequest request) {
    Optional<Router.Match> found = router.find(request.method(), request.path());
    ObjectNode context =
        events.context(request, found.map(match -> match.route().path()).orElse(request.path()));
    if (found.isEmpty()) {
      return responses.answer(GatewayError.MISSING_AUTHENTICATION_TOKEN, request, context);
    }
    if (request.isTooLarge()) {
      return responses.answer(GatewayError.REQUEST_TOO_LARGE, request, context);
    }
    Router.Match match = found.get();
    Optional<String> authorizer = match.route().authorizer();
    if (authorizer.isPresent()) {
      Authorization.Decision decision = authorize(authorizer.get(), request, match, context);
      context.set("authorizer", decision.context());
      if (decision.refusal().isPresent()) {
        return responses.answer(decision.refusal().get(), request, context);
      }
    }
    return integrate(request, match, context);
  }

  private Authorization.Decision authorize(
      String name, ApiRequest request, Router.Match match, ObjectNode context) {
    AuthorizerDefinition authorizer =
        Objects.requireNonNull(api.authorizers().get(name), "checked with the template");
    return authorization.decide(
        authorizer.functionId(),
        events.authorizer(request, match, context),
        events.methodArn(request, match));
  }

  private ApiAnswer integrate(ApiRequest request, Router.Match match, ObjectNode context) {
    byte[] event = Json.bytes(events.proxy(request, match, context));
    if (event.length > LARGEST_EVENT) {
      return responses.answer(GatewayError.REQUEST_TOO_LARGE, request, context);
    }
    try {
      InvocationResult result =
          lambda
              .invoke(match.route().functionId(), event)
              .get(integrationLimit.toMillis(), TimeUnit.MILLISECONDS);
      Optional<ApiAnswer> answer =
          result.isError()
              ? Optional.empty()
              : ProxyAnswer.read(result.payload(), api, request.header("Accept"));
      if (answer.isEmpty()) {
        log.accept(
            "[%s] %s"
                .formatted(
                    match.route().functionId(),
                    result.isError()
                        ? "failed: " + result.errorMessage()
                        : "gave no answer that API Gateway understands"));
      }
      return answer.orElseGet(() -> responses.answer(GatewayError.BAD_GATEWAY, request, context));
    } catch (TimeoutException e) {
      return responses.answer(GatewayError.INTEGRATION_TIMEOUT, request, context);
    } catch (ExecutionException e) {
      return responses.answer(GatewayError.BAD_GATEWAY, request, context);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return responses.answer(GatewayError.BAD_GATEWAY, request, context);
    }
  }

  /** Stops to listen. */
  @Override
  public void close() {
    server.stop(0);
  }
}
