package accounts.local;

import accounts.local.mail.SesEndpoint;
import accounts.local.net.Loopback;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.function.Consumer;

/** The one address that the functions' AWS clients call, whatever the service. */
final class AwsEndpoint implements AutoCloseable {
  private final HttpHandler dynamoDb;
  private final HttpHandler ses;
  private final Consumer<String> log;
  private final HttpServer server;

  /**
   * Starts it.
   *
   * @param port where; 0: any free one
   */
  AwsEndpoint(int port, HttpHandler dynamoDb, HttpHandler ses, Consumer<String> log) {
    this.dynamoDb = dynamoDb;
    this.ses = ses;
    this.log = log;
    this.server = Loopback.serve(port, StackPorts.AWS_OPTION, this::handle);
  }

  String url() {
    return "http://" + Loopback.HOST + ":" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null && target.startsWith("DynamoDB_")) {
      dynamoDb.handle(exchange);
    } else if (exchange.getRequestURI().getPath().startsWith(SesEndpoint.PATH)) {
      ses.handle(exchange);
    } else {
      log.accept(
          "A function called an AWS service that the local stack does not have: "
              + (target == null ? exchange.getRequestURI().getPath() : target));
      exchange.getResponseHeaders().set("x-amzn-ErrorType", "UnknownOperationException");
      Loopback.answer(
          exchange,
          400,
          "application/json",
          "{\"__type\":\"UnknownOperationException\",\"message\":\"Not in the local stack\"}");
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
