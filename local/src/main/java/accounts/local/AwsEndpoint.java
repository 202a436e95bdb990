package accounts.local;

import accounts.local.iam.Signature;
import accounts.local.lambda.Lambda;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The one address that the functions' AWS clients call, whatever the service. */
final class AwsEndpoint implements AutoCloseable {
  private static final Duration CREDENTIALS_LIFETIME = Duration.ofHours(6);

  private final List<AwsService> services;
  private final Consumer<String> log;
  private final HttpServer server;

  /**
   * Starts it.
   *
   * @param port where; 0: any free one
   * @param services the first that takes a request has it
   */
  AwsEndpoint(int port, List<AwsService> services, Consumer<String> log) {
    this.services = List.copyOf(services);
    this.log = log;
    this.server = Loopback.serve(port, StackPorts.AWS_OPTION, this::handle);
  }

  String url() {
    return "http://" + Loopback.HOST + ":" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
      // RFC 9112 section 9.6; the JDK's server closes, but does not say so.
      exchange.getResponseHeaders().set("Connection", "close");
    }
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith(Lambda.CREDENTIALS)) {
      credentials(exchange, path.substring(Lambda.CREDENTIALS.length()));
      return;
    }
    for (AwsService service : services) {
      if (service.takes().test(exchange)) {
        service.handler().handle(exchange);
        return;
      }
    }
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    log.accept(
        "A function called an AWS service that the local stack does not have: "
            + (target == null ? path : target));
    exchange.getResponseHeaders().set("x-amzn-ErrorType", "UnknownOperationException");
    Loopback.answer(
        exchange,
        400,
        "application/json",
        "{\"__type\":\"UnknownOperationException\",\"message\":\"Not in the local stack\"}");
  }

  /** As Lambda's own endpoint answers the SDK's container credentials provider. */
  private static void credentials(HttpExchange exchange, String accessKeyId) throws IOException {
    ObjectNode credentials = Json.object();
    credentials.put("AccessKeyId", accessKeyId);
    credentials.put("SecretAccessKey", Signature.SECRET);
    credentials.put("Token", "local");
    credentials.put("Expiration", Instant.now().plus(CREDENTIALS_LIFETIME).toString());
    Loopback.answer(exchange, 200, "application/json", Json.bytes(credentials));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
