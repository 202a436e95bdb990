package accounts.local;

import accounts.local.lambda.Lambda;
import accounts.local.mail.SesEndpoint;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import accounts.local.secrets.SecretsEndpoint;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The one address that the functions' AWS clients call, whatever the service. */
final class AwsEndpoint implements AutoCloseable {
  private static final Duration CREDENTIALS_LIFETIME = Duration.ofHours(6);

  private final HttpHandler dynamoDb;
  private final HttpHandler secrets;
  private final HttpHandler ses;
  private final Consumer<String> log;
  private final HttpServer server;

  /**
   * Starts it.
   *
   * @param port where; 0: any free one
   */
  AwsEndpoint(
      int port, HttpHandler dynamoDb, HttpHandler secrets, HttpHandler ses, Consumer<String> log) {
    this.dynamoDb = dynamoDb;
    this.secrets = secrets;
    this.ses = ses;
    this.log = log;
    this.server = Loopback.serve(port, StackPorts.AWS_OPTION, this::handle);
  }

  String url() {
    return "http://" + Loopback.HOST + ":" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
      // RFC 9112 section 9.6; the JDK's server closes, but does not say so.
      exchange.getResponseHeaders().set("Connection", "close");
    }
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith(Lambda.CREDENTIALS)) {
      credentials(exchange, path.substring(Lambda.CREDENTIALS.length()));
    } else if (target != null && target.startsWith("DynamoDB_")) {
      dynamoDb.handle(exchange);
    } else if (target != null && target.startsWith(SecretsEndpoint.TARGET)) {
      secrets.handle(exchange);
    } else if (path.startsWith(SesEndpoint.PATH)) {
      ses.handle(exchange);
    } else {
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
  }

  /** As Lambda's own endpoint answers the SDK's container credentials provider. */
  private static void credentials(HttpExchange exchange, String accessKeyId) throws IOException {
    ObjectNode credentials = Json.object();
    credentials.put("AccessKeyId", accessKeyId);
    credentials.put("SecretAccessKey", "local");
    credentials.put("Token", "local");
    credentials.put("Expiration", Instant.now().plus(CREDENTIALS_LIFETIME).toString());
    Loopback.answer(exchange, 200, "application/json", Json.bytes(credentials));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
