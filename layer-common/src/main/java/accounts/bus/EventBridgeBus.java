package accounts.bus;

import accounts.store.AwsConnections;
import accounts.store.AwsService;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes to an EventBridge bus, one event with each call: of several, EventBridge may refuse the
 * first and take the second, and then they would be out of order. It costs the same.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
public final class EventBridgeBus implements EventBus {
  /** The source of every event, by which rules find them. */
  public static final String SOURCE = "serverless-accounts";

  /** The longest a call may take, retries included. */
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final AwsService service;
  private final String bus;

  /**
   * @param bus its name or ARN
   */
  public EventBridgeBus(AwsService service, String bus) {
    this.service = service;
    this.bus = bus;
  }

  /**
   * EventBridge, as this calls it.
   *
   * @param endpoint where it answers; nothing: the Region's own address
   */
  public static AwsService service(
      String region, Optional<URI> endpoint, AwsConnections connections) {
    return AwsService.of(
        "events", region, endpoint, connections, CONNECT_TIMEOUT, TIMEOUT.dividedBy(2));
  }

  @Override
  public void publish(PendingEvent event) throws EventBusException {
    Map<String, Object> entry =
        Map.of(
            "EventBusName",
            bus,
            "Source",
            SOURCE,
            "DetailType",
            event.type(),
            "Time",
            BigDecimal.valueOf(event.time().toEpochMilli(), 3),
            "Detail",
            event.json());
    ObjectNode answer;
    try {
      answer = service.call("AWSEvents.PutEvents", Map.of("Entries", List.of(entry)), TIMEOUT);
    } catch (AwsService.Refusal e) {
      throw new EventBusException(e.code(), e);
    } catch (IOException e) {
      throw new EventBusException("no answer", e);
    }
    // EventBridge answers 200 also where it took nothing.
    if (answer.path("FailedEntryCount").asInt() > 0) {
      throw new EventBusException(
          answer.path("Entries").path(0).path("ErrorCode").asText("unknown"));
    }
  }
}
