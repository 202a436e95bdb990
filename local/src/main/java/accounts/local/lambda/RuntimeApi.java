package accounts.local.lambda;

import accounts.local.net.Loopback;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The Lambda runtime API, once per environment under {@code /env/<id>}.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda runtime
 *     API</a>
 */
final class RuntimeApi implements AutoCloseable {
  static final String PATH = "/env/";

  /** The largest answer of a function, in bytes: Lambda's quota for synchronous calls. */
  private static final int LARGEST_RESPONSE = 6 * 1024 * 1024;

  private final Supplier<Collection<FunctionPool>> pools;
  private final HttpServer server;

  RuntimeApi(Supplier<Collection<FunctionPool>> pools) {
    this.pools = pools;
    this.server = Loopback.serve(this::handle);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int end = path.indexOf('/', PATH.length());
    String id = path.startsWith(PATH) && end > 0 ? path.substring(PATH.length(), end) : "";
    for (FunctionPool pool : pools.get()) {
      Environment environment = pool.find(id);
      if (environment != null) {
        handle(exchange, pool, environment, path.substring(end));
        return;
      }
    }
    Loopback.answer(exchange, 403, "application/json", "{\"errorType\":\"UnknownEnvironment\"}");
  }

  private void handle(
      HttpExchange exchange, FunctionPool pool, Environment environment, String path)
      throws IOException {
    String[] parts = path.split("/", -1); // "", 2018-06-01, runtime, invocation, <id>, response
    String action = parts[parts.length - 1];
    boolean isInvocation = parts.length == 6 && parts[3].equals("invocation");
    if (path.endsWith("/invocation/next")) {
      next(exchange, pool, environment);
    } else if (path.endsWith("/restore/next")) {
      restore(exchange, pool, environment);
    } else if (path.endsWith("/init/error") || path.endsWith("/restore/error")) {
      byte[] error = exchange.getRequestBody().readAllBytes();
      pool.initFailed(environment, new InvocationResult(error, true));
      accepted(exchange, true);
    } else if (isInvocation && action.equals("response")) {
      byte[] payload = exchange.getRequestBody().readAllBytes();
      accepted(exchange, pool.finish(environment, parts[4], response(payload)));
    } else if (isInvocation && action.equals("error")) {
      byte[] error = exchange.getRequestBody().readAllBytes();
      accepted(exchange, pool.finish(environment, parts[4], new InvocationResult(error, true)));
    } else {
      Loopback.answer(exchange, 404, "application/json", "{\"errorType\":\"UnknownPath\"}");
    }
  }

  private static InvocationResult response(byte[] payload) {
    return payload.length > LARGEST_RESPONSE
        ? InvocationResult.error(
            "Function.ResponseSizeTooLarge",
            "Response payload size (%d bytes) exceeded maximum allowed payload size (%d bytes)."
                .formatted(payload.length, LARGEST_RESPONSE))
        : new InvocationResult(payload, false);
  }

  private static void accepted(HttpExchange exchange, boolean known) throws IOException {
    Loopback.answer(
        exchange,
        known ? 202 : 400,
        "application/json",
        known ? "{\"status\":\"OK\"}" : "{\"errorType\":\"InvalidRequestID\"}");
  }

  private static void next(HttpExchange exchange, FunctionPool pool, Environment environment)
      throws IOException {
    Optional<Invocation> next = await(pool, environment);
    if (next.isEmpty()) {
      return; // the environment is at its end; the connection is closed without an answer
    }
    Invocation invocation = next.get();
    Headers headers = exchange.getResponseHeaders();
    Instant deadline = Instant.now().plus(pool.function().timeout());
    headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
    headers.set("Lambda-Runtime-Deadline-Ms", String.valueOf(deadline.toEpochMilli()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", pool.function().arn() + ":live");
    headers.set("Lambda-Runtime-Trace-Id", traceId());
    Loopback.answer(exchange, 200, "application/json", invocation.event());
  }

  /** The environment has run its hooks and is ready for the snapshot; the answer restores it. */
  private void restore(HttpExchange exchange, FunctionPool pool, Environment environment)
      throws IOException {
    try {
      if (pool.restore(environment, port())) {
        Loopback.answer(exchange, 200, "application/json", "{}");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String traceId() {
    String hex = UUID.randomUUID().toString().replace("-", "");
    return "Root=1-%08x-%s;Parent=%s;Sampled=0"
        .formatted(Instant.now().getEpochSecond(), hex.substring(0, 24), hex.substring(16));
  }

  private static Optional<Invocation> await(FunctionPool pool, Environment environment) {
    try {
      return pool.next(environment);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
