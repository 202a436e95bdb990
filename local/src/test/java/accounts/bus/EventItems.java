package accounts.bus;

import accounts.store.Attributes;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writes events into the table, item by item, without the changes that they would tell of. */
public final class EventItems {
  private EventItems() {}

  /** The item of an event. */
  public static Map<String, AttributeValue> of(PendingEvent event) {
    return Map.of(
        "pk", Attributes.string("MEMBER#" + event.member()),
        "sk", Attributes.string(String.format(Locale.ROOT, "EVENT#%019d", event.sequence())),
        "id", Attributes.string(event.id()),
        "type", Attributes.string(event.type()),
        "event", Attributes.string(event.json()),
        "createdAt", Attributes.millis(event.time()),
        "ttl", Attributes.seconds(event.time().plus(Duration.ofDays(14))));
  }
}
