package accounts.local.events;

import accounts.local.net.Json;
import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * An event that EventBridge was given.
 *
 * @param bus the name of the bus
 * @param id EventBridge's own, another one each time that the same event is put
 */
public record BusEvent(
    String bus,
    String id,
    String source,
    String detailType,
    Instant time,
    List<String> resources,
    JsonNode detail) {

  /**
   * The event as a rule's target gets it. Its time has no fractions of a second, as on AWS.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">Event
   *     structure</a>
   */
  public ObjectNode delivered() {
    ObjectNode event = Json.object();
    event.put("version", "0");
    event.put("id", id);
    event.put("detail-type", detailType);
    event.put("source", source);
    event.put("account", PseudoParameters.ACCOUNT_ID);
    event.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
    event.put("region", PseudoParameters.REGION);
    event.set("resources", Json.tree(resources));
    event.set("detail", detail.deepCopy());
    return event;
  }
}
