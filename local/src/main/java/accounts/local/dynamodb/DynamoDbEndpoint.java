package accounts.local.dynamodb;

import accounts.local.iam.AccessControl;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What the functions take for DynamoDB: refuses what their policies do not allow, as AWS would, and
 * hands the rest to DynamoDB Local. Thread-safe.
 */
public final class DynamoDbEndpoint implements HttpHandler {
  private static final String MEDIA_TYPE = "application/x-amz-json-1.0";

  /** Longer than any call takes, so that a client's own limit counts. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final AccessControl accessControl;
  private final IntSupplier port;
  private volatile HttpClient client = newClient();
  private volatile Function<DynamoDbCall, Optional<Fault>> faults = call -> Optional.empty();
  private volatile Optional<Consumer<MeteredCall>> meter = Optional.empty();

  /**
   * In front of DynamoDB Local.
   *
   * @param port where that listens now; 0: nowhere
   */
  DynamoDbEndpoint(AccessControl accessControl, IntSupplier port) {
    this.accessControl = accessControl;
    this.port = port;
  }

  private static HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  void setFaults(Function<DynamoDbCall, Optional<Fault>> faults) {
    this.faults = faults;
  }

  void setMeter(Consumer<MeteredCall> meter) {
    this.meter = Optional.of(meter);
  }

  /** Drops the connections to a DynamoDB Local that is gone. */
  void reconnect() {
    client = newClient();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String target = header(exchange, "X-Amz-Target");
    DynamoDbCall call =
        new DynamoDbCall(
            accessControl.caller(header(exchange, "Authorization")),
            target.substring(target.lastIndexOf('.') + 1),
            Json.parse(body).orElseGet(Json::object));
    Optional<Fault> fault = faults.apply(call);
    if (fault.isPresent() && !pause(fault.get().delay())) {
      return;
    }
    if (fault.isPresent() && !fault.get().isDone()) {
      fail(exchange, fault.get());
      return;
    }
    for (DynamoDbCall.Need need : call.needs()) {
      if (!accessControl.allows(call.function(), need.action(), need.resource(), Map.of())) {
        error(
            exchange,
            new Fault.Failure(
                400,
                "AccessDeniedException",
                AccessControl.refusal(call.function(), need.action(), need.resource())));
        return;
      }
    }
    Optional<Consumer<MeteredCall>> listener = meter;
    byte[] sent = listener.isPresent() ? askForCapacity(call, body) : body;
    forward(
        exchange,
        target,
        sent,
        fault,
        answer -> listener.ifPresent(l -> l.accept(metered(call, answer))));
  }

  private static byte[] askForCapacity(DynamoDbCall call, byte[] body) {
    return call.request() instanceof ObjectNode request
        ? Json.bytes(request.deepCopy().put("ReturnConsumedCapacity", "TOTAL"))
        : body;
  }

  private static MeteredCall metered(DynamoDbCall call, HttpResponse<byte[]> answer) {
    JsonNode consumed = Json.parse(answer.body()).orElseGet(Json::object).path("ConsumedCapacity");
    double units = consumed.path("CapacityUnits").asDouble();
    for (JsonNode table : consumed) {
      units += table.path("CapacityUnits").asDouble();
    }
    return new MeteredCall(call, answer.statusCode(), units);
  }

  private static boolean pause(Duration delay) {
    try {
      Thread.sleep(delay);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void fail(HttpExchange exchange, Fault fault) throws IOException {
    if (fault.error().isPresent()) {
      error(exchange, fault.error().get());
    }
    // Refused: the exchange is closed without an answer.
  }

  private void forward(
      HttpExchange exchange,
      String target,
      byte[] body,
      Optional<Fault> fault,
      Consumer<HttpResponse<byte[]>> answered)
      throws IOException {
    int to = port.getAsInt();
    if (to == 0) {
      return; // not running: the connection is closed without an answer
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + Loopback.HOST + ":" + to))
            .timeout(LIMIT)
            .header("X-Amz-Target", target)
            .header("Content-Type", MEDIA_TYPE)
            // DynamoDB Local takes any key of letters and digits, and checks no signature.
            .header("Authorization", DynamoDb.AUTHORIZATION)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      answered.accept(response);
      if (fault.isPresent() && fault.get().isRefused()) {
        return;
      }
      for (String name : List.of("x-amz-crc32", "x-amzn-RequestId")) {
        response
            .headers()
            .firstValue(name)
            .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
      }
      if (fault.isPresent() && fault.get().isHalf()) {
        breakOff(exchange, response);
        return;
      }
      Loopback.answer(exchange, response.statusCode(), MEDIA_TYPE, response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Announces the whole answer, and closes the connection after half of it. */
  private static void breakOff(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    byte[] body = response.body();
    exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
    exchange.sendResponseHeaders(response.statusCode(), body.length + 1L);
    exchange.getResponseBody().write(body, 0, body.length / 2);
    exchange.getResponseBody().flush();
  }

  private static void error(HttpExchange exchange, Fault.Failure error) throws IOException {
    ObjectNode body = Json.object();
    body.put("__type", "com.amazonaws.dynamodb.v20120810#" + error.type());
    body.put("message", error.message());
    for (String reason : error.cancellationReasons()) {
      body.withArray("CancellationReasons").addObject().put("Code", reason);
    }
    Loopback.answer(exchange, error.status(), MEDIA_TYPE, Json.bytes(body));
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }
}
