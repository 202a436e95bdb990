package accounts.event;

import accounts.member.InMemoryMemberStore.Told;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Events as short texts: number, type, actor, data. */
public final class EventTexts {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EventTexts() {}

  /** Those of a member that wait in the table. */
  public static List<String> of(DynamoTable table, String member) {
    return table.query("MEMBER#" + member, DynamoEvents.EVENT).stream()
        .map(item -> ofJson(Attributes.string(item, "event")))
        .toList();
  }

  public static String ofJson(String json) {
    JsonNode event;
    try {
      event = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return "%s %s %s %s"
        .formatted(
            event.path("sequence").asText(),
            event.path("type").asText(),
            event.path("actor").path("type").asText(),
            MAPPER.convertValue(event.path("data"), Map.class));
  }

  public static String of(Told told) {
    return "%s %s %s %s"
        .formatted(
            told.sequence(),
            told.event().type().text(),
            told.event().actor().kind().text(),
            told.event().data());
  }
}
