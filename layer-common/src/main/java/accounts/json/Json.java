package accounts.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON: no duplicate names, nothing behind the value. Safe for use by several threads.
 *
 * <p>Reads and writes Jackson's tree and plain maps by Jackson's streams, without its {@code
 * ObjectMapper}, whose classes a function that starts would wait for (docs/performance.md).
 */
public final class Json {
  /** More than anything that is read here has; each level takes a part of the thread's stack. */
  private static final int DEEPEST = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // It would keep names for the next text: 6,000 of them, each as long as anybody likes.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          // A parse error would otherwise quote the text, which may hold a password.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  // A query is a name in an event. What may come at all is Lambda's to bound.
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /**
   * The object that the text is; nothing if it is not JSON, not an object, or deeper than 100
   * levels.
   */
  public static Optional<ObjectNode> readObject(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return readObject(parser);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The object that the bytes are, to their end; nothing if they are not JSON or not an object. */
  public static Optional<ObjectNode> readObject(InputStream in) {
    try (JsonParser parser = FACTORY.createParser(in)) {
      return readObject(parser);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ObjectNode> readObject(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    ObjectNode object = object(parser);
    return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
  }

  private static ObjectNode object(JsonParser parser) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.set(name, value(parser));
    }
    return object;
  }

  private static ArrayNode array(JsonParser parser) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  private static JsonNode value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      default -> NODES.nullNode();
    };
  }

  /**
   * The map as a JSON object, in the map's order.
   *
   * @throws IllegalArgumentException if something in it is no text, number, truth value, map,
   *     collection or array
   */
  public static String write(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    write(object, text);
    return text.toString();
  }

  private static void write(Map<String, ?> object, Writer target) {
    try (JsonGenerator generator = FACTORY.createGenerator(target)) {
      write(generator, object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #write(Map)}, in UTF-8; the stream stays open. */
  public static void write(Map<String, ?> object, OutputStream target) throws IOException {
    try (JsonGenerator generator = FACTORY.createGenerator(target)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      write(generator, object);
    }
  }

  @SuppressWarnings("IfChainToSwitch") // the formatter on JDK 17 reads no patterns in a switch
  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof String text) {
      generator.writeString(text);
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else if (value instanceof Number number) {
      write(generator, number);
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName(String.valueOf(entry.getKey()));
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof Iterable<?> elements) {
      generator.writeStartArray();
      for (Object element : elements) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof Object[] elements) {
      write(generator, Arrays.asList(elements));
    } else {
      throw noJson(value);
    }
  }

  private static void write(JsonGenerator generator, Number number) throws IOException {
    if (number instanceof BigDecimal decimal) {
      generator.writeNumber(decimal);
    } else if (number instanceof Integer || number instanceof Long) {
      generator.writeNumber(number.longValue());
    } else {
      throw noJson(number);
    }
  }

  private static IllegalArgumentException noJson(Object value) {
    return new IllegalArgumentException("No JSON: " + value.getClass().getName());
  }
}
