package accounts.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.iam.AccessControl;
import accounts.local.iam.Policy;
import accounts.local.iam.Statement;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import accounts.local.template.EventBusDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventBridgeEndpointTest {
  private static final String BUS_ARN = "arn:aws:events:us-east-1:123456789012:event-bus/own";

  private final EventBuses buses = new EventBuses(List.of(new EventBusDefinition("Bus", "own")));
  private final List<String> log = new ArrayList<>();
  private final HttpServer server =
      Loopback.serve(
          new EventBridgeEndpoint(
              new AccessControl(
                  Map.of("KEY", "Publisher"),
                  Map.of(
                      "Publisher",
                      new Policy(
                          List.of(
                              new Statement(
                                  true,
                                  List.of("events:PutEvents"),
                                  List.of(BUS_ARN),
                                  Map.of()))))),
              buses,
              log::add));

  private HttpResponse<byte[]> put(JsonNode entries) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
              .header("X-Amz-Target", "AWSEvents.PutEvents")
              .header(
                  "Authorization",
                  "AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/events/aws4_request")
              .POST(
                  HttpRequest.BodyPublishers.ofByteArray(
                      Json.bytes(Json.object().set("Entries", entries))))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private JsonNode taken(ObjectNode... entries) throws Exception {
    ArrayNode array = Json.array();
    array.addAll(List.of(entries));
    HttpResponse<byte[]> response = put(array);
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.parse(response.body()).orElseThrow();
  }

  private JsonNode refused(int status, JsonNode entries) throws Exception {
    HttpResponse<byte[]> response = put(entries);
    assertThat(response.statusCode()).isEqualTo(status);
    return Json.parse(response.body()).orElseThrow();
  }

  private static ObjectNode entry(String bus, String detail) {
    return Json.object()
        .put("EventBusName", bus)
        .put("Source", "here")
        .put("DetailType", "thing.happened")
        .put("Time", 1767225600.75)
        .put("Detail", detail);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void anEventIsKeptAsATargetWouldGetIt() throws Exception {
    ObjectNode entry = entry(BUS_ARN, "{\"n\":1}");
    entry.putArray("Resources").add("arn:x");
    JsonNode answer = taken(entry);

    assertThat(answer.path("FailedEntryCount").asInt(-1)).isZero();
    BusEvent event = buses.events().getFirst();
    assertThat(event.bus()).isEqualTo("own");
    assertThat(answer.path("Entries").path(0).path("EventId").asText()).isEqualTo(event.id());
    assertThat(event.delivered().toString())
        .isEqualTo(
            ("{'version':'0','id':'%s','detail-type':'thing.happened','source':'here',"
                    + "'account':'123456789012','time':'2026-01-01T00:00:00Z',"
                    + "'region':'us-east-1','resources':['arn:x'],'detail':{'n':1}}")
                .formatted(event.id())
                .replace('\'', '"'));
  }

  @Test
  void ofSeveralEntriesTheGoodOnesAreTaken() throws Exception {
    ObjectNode foreign = entry("own", "{}").put("Source", "aws.s3");
    ObjectNode untyped = entry("own", "{}");
    untyped.remove("DetailType");
    JsonNode answer =
        taken(entry("own", "{\"n\":1}"), entry("own", "[]"), foreign, untyped, entry("own", "{}"));

    assertThat(answer.path("FailedEntryCount").asInt()).isEqualTo(3);
    assertThat(answer.path("Entries").findValuesAsText("ErrorCode"))
        .containsExactly("MalformedDetail", "NotAuthorizedForSourceException", "InvalidArgument");
    assertThat(answer.path("Entries").path(4).has("EventId")).isTrue();
    assertThat(buses.events()).hasSize(2);
  }

  @Test
  void anotherBusIsRefusedByThePolicy() throws Exception {
    JsonNode answer = refused(400, Json.array().add(entry("other", "{}")));

    assertThat(answer.path("__type").asText()).isEqualTo("AccessDeniedException");
    assertThat(answer.path("message").asText())
        .contains("events:PutEvents", "us-east-1:123456789012:event-bus/other");
    assertThat(buses.events()).isEmpty();
  }

  @Test
  void anEventForABusThatDoesNotExistIsTakenAndLost() throws Exception {
    EventBuses none = new EventBuses(List.of());
    HttpServer other =
        Loopback.serve(
            new EventBridgeEndpoint(new AccessControl(Map.of(), Map.of()), none, log::add));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/"))
                  .header("X-Amz-Target", "AWSEvents.PutEvents")
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(
                          Json.bytes(
                              Json.object().set("Entries", Json.array().add(entry("gone", "{}"))))))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(response.body()).contains("\"FailedEntryCount\":0", "EventId");
    } finally {
      other.stop(0);
    }
    assertThat(none.events()).isEmpty();
    assertThat(log).singleElement().asString().contains("gone");
  }

  @Test
  void tenEntriesAnd256KilobytesAreTheMostOfACall() throws Exception {
    ArrayNode ten = Json.array();
    for (int i = 0; i < 10; i++) {
      ten.add(entry("own", "{}"));
    }
    assertThat(put(ten).statusCode()).isEqualTo(200);
    assertThat(refused(400, ten.add(entry("own", "{}"))).path("__type").asText())
        .isEqualTo("ValidationException");
    assertThat(refused(400, Json.array()).path("__type").asText()).isEqualTo("ValidationException");
    int others = 14 + "here".length() + "thing.happened".length();
    String fits = "{\"x\":\"" + "y".repeat(256 * 1024 - others - 8 - 1) + "\"}";
    assertThat(put(Json.array().add(entry("own", fits))).statusCode()).isEqualTo(200);
    assertThat(refused(400, Json.array().add(entry("own", fits + " "))).path("message").asText())
        .contains("over the limit");
  }

  @Test
  void itFailsWhenATestWantsItTo() throws Exception {
    buses.failWith(500, "InternalException", "down");
    assertThat(refused(500, Json.array().add(entry("own", "{}"))).path("__type").asText())
        .isEqualTo("InternalException");
    buses.recover();
    buses.refuse(entry -> entry.path("Detail").asText().contains("2"));
    JsonNode answer = taken(entry("own", "{\"n\":1}"), entry("own", "{\"n\":2}"));
    assertThat(answer.path("Entries").path(1).path("ErrorCode").asText())
        .isEqualTo("InternalFailure");
    assertThat(buses.events()).hasSize(1);
    buses.recover();
    taken(entry("own", "{\"n\":2}"));
    assertThat(buses.events()).hasSize(2);
  }
}
