package accounts.cli.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON object in each line. */
final class JsonLines implements MemberFormat.RecordParser {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Override
  public void header(String record) {
    throw new IllegalStateException("There is none");
  }

  @Override
  public Map<String, String> parse(String record) throws BadRecordException {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : object(record).properties()) {
      String name = property.getKey();
      JsonNode value = property.getValue();
      if (value.isTextual() || (name.equals(MemberFields.ID) && value.isIntegralNumber())) {
        values.put(name, value.asText());
      } else if (value.isNull()) {
        values.put(name, "");
      } else if (MemberFields.isKnown(name)) {
        throw new BadRecordException(name + " is not a text");
      } else {
        values.put(name, "?");
      }
    }
    return values;
  }

  private static ObjectNode object(String record) throws BadRecordException {
    try {
      if (MAPPER.readTree(record) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      if (e.getOriginalMessage().startsWith("Duplicate")) {
        throw new BadRecordException("a name is there twice");
      }
    }
    throw new BadRecordException("it is not a JSON object");
  }

  static byte[] write(Map<String, String> values) {
    ObjectNode object = MAPPER.createObjectNode();
    values.forEach(
        (name, value) -> {
          if (value.isEmpty() && name.equals(MemberFields.PASSWORD_HASH)) {
            object.putNull(name);
          } else {
            object.put(name, value);
          }
        });
    try {
      return (MAPPER.writeValueAsString(object) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
