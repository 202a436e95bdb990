package accounts.local.events;

import accounts.local.iam.AccessControl;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import accounts.local.template.EventBusDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What the functions take for EventBridge: {@code PutEvents}. Refuses what their policies do not
 * allow. As on AWS, an event for a bus that does not exist is taken and lost.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 * @see <a href="https://github.com/aws/aws-sdk/issues/186">Putting an event on a nonexistent bus
 *     returns a success</a>
 */
public final class EventBridgeEndpoint implements HttpHandler {
  /** How each call's {@code X-Amz-Target} begins. */
  public static final String TARGET = "AWSEvents.";

  private static final String MEDIA_TYPE = "application/x-amz-json-1.1";
  private static final String ACTION = "events:PutEvents";
  private static final int MOST_ENTRIES = 10;
  private static final int MOST_BYTES = 256 * 1024;

  /** What EventBridge counts for an entry's time. */
  private static final int TIME_BYTES = 14;

  private final AccessControl accessControl;
  private final EventBuses buses;
  private final Consumer<String> log;

  /** Puts what it is given onto these buses. */
  public EventBridgeEndpoint(AccessControl accessControl, EventBuses buses, Consumer<String> log) {
    this.accessControl = accessControl;
    this.buses = buses;
    this.log = log;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String operation =
        exchange.getRequestHeaders().getFirst("X-Amz-Target").substring(TARGET.length());
    JsonNode request = Json.parse(exchange.getRequestBody().readAllBytes()).orElseGet(Json::object);
    if (!operation.equals("PutEvents")) {
      error(
          exchange,
          400,
          "UnknownOperationException",
          "The local stack emulates PutEvents only, not " + operation);
      return;
    }
    Optional<EventBuses.Failure> failure = buses.failure();
    if (failure.isPresent()) {
      EventBuses.Failure f = failure.get();
      error(exchange, f.status(), f.type(), f.message());
      return;
    }
    JsonNode entries = request.path("Entries");
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String caller = accessControl.caller(authorization == null ? "" : authorization);
    for (JsonNode entry : entries) {
      String arn = EventBusDefinition.arn(bus(entry));
      if (!accessControl.allows(caller, ACTION, arn, Map.of())) {
        error(exchange, 400, "AccessDeniedException", AccessControl.refusal(caller, ACTION, arn));
        return;
      }
    }
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      error(
          exchange,
          400,
          "ValidationException",
          "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must"
              + " have length between 1 and "
              + MOST_ENTRIES);
      return;
    }
    if (bytes(entries) >= MOST_BYTES) {
      error(
          exchange,
          400,
          "ValidationException",
          "Total size of the entries in the request is over the limit.");
      return;
    }
    Loopback.answer(exchange, 200, MEDIA_TYPE, Json.bytes(putAll(entries)));
  }

  private ObjectNode putAll(JsonNode entries) {
    ArrayNode results = Json.array();
    int failed = 0;
    for (JsonNode entry : entries) {
      ObjectNode result = put(entry);
      failed += result.has("ErrorCode") ? 1 : 0;
      results.add(result);
    }
    ObjectNode answer = Json.object().put("FailedEntryCount", failed);
    answer.set("Entries", results);
    return answer;
  }

  private ObjectNode put(JsonNode entry) {
    for (String required : List.of("Source", "DetailType", "Detail")) {
      if (entry.path(required).asText().isEmpty()) {
        return refusal(
            "InvalidArgument",
            "Parameter %s is not valid. Reason: %s is a required argument."
                .formatted(required, required));
      }
    }
    if (entry.path("Source").asText().startsWith("aws.")) {
      return refusal("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    Optional<JsonNode> detail =
        Json.parse(utf8(entry.path("Detail").asText())).filter(JsonNode::isObject);
    if (detail.isEmpty()) {
      return refusal("MalformedDetail", "Detail is malformed.");
    }
    if (buses.refuses(entry)) {
      return refusal("InternalFailure", "Refused, as a test wants it.");
    }
    BusEvent event =
        new BusEvent(
            bus(entry),
            UUID.randomUUID().toString(),
            entry.path("Source").asText(),
            entry.path("DetailType").asText(),
            time(entry),
            resources(entry),
            detail.get());
    if (buses.knows(event.bus())) {
      buses.add(event);
    } else {
      log.accept(
          "An event was lost, for there is no bus %s; EventBridge does not say so either."
              .formatted(event.bus()));
    }
    return Json.object().put("EventId", event.id());
  }

  private static ObjectNode refusal(String code, String message) {
    return Json.object().put("ErrorCode", code).put("ErrorMessage", message);
  }

  /** The name of the bus that an entry is for; the entry may have its ARN. */
  private static String bus(JsonNode entry) {
    String bus = entry.path("EventBusName").asText(EventBuses.DEFAULT);
    return bus.substring(bus.lastIndexOf('/') + 1);
  }

  private static Instant time(JsonNode entry) {
    JsonNode time = entry.path("Time");
    return time.isNumber() ? Instant.ofEpochMilli((long) (time.asDouble() * 1000)) : Instant.now();
  }

  private static List<String> resources(JsonNode entry) {
    List<String> resources = new ArrayList<>();
    entry.path("Resources").forEach(resource -> resources.add(resource.asText()));
    return resources;
  }

  /** As EventBridge counts: time, source, type, detail and resources. */
  private static int bytes(JsonNode entries) {
    int bytes = 0;
    for (JsonNode entry : entries) {
      bytes += entry.path("Time").isNumber() ? TIME_BYTES : 0;
      for (String counted : List.of("Source", "DetailType", "Detail")) {
        bytes += utf8(entry.path(counted).asText()).length;
      }
      for (String resource : resources(entry)) {
        bytes += utf8(resource).length;
      }
    }
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void error(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode body = Json.object();
    body.put("__type", type);
    body.put("message", message);
    Loopback.answer(exchange, status, MEDIA_TYPE, Json.bytes(body));
  }
}
