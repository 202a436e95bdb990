package accounts.http;

import accounts.language.Text;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A request's body. Fields that nobody asks for are ignored. */
public final class JsonBody {
  private final ObjectNode object;

  JsonBody(ObjectNode object) {
    this.object = object;
  }

  /**
   * The text of a field.
   *
   * @throws ApiException 400 if it is absent, null or empty, not a string, or holds a control
   *     character or half of a surrogate pair
   */
  public String text(Field field) {
    return checked(field, string(field));
  }

  /** As {@link #text}, without the white space around it, and absent if nothing else is there. */
  public String trimmedText(Field field) {
    return checked(field, Text.trim(string(field)));
  }

  /** As {@link #text}, or nothing if the field is absent. */
  public Optional<String> optionalText(Field field) {
    return object.has(field.key()) ? Optional.of(text(field)) : Optional.empty();
  }

  /** As {@link #trimmedText}, or nothing if the field is absent. */
  public Optional<String> optionalTrimmedText(Field field) {
    return object.has(field.key()) ? Optional.of(trimmedText(field)) : Optional.empty();
  }

  private String string(Field field) {
    JsonNode value = object.path(field.key());
    if (value.isMissingNode() || value.isNull()) {
      throw ApiException.requiredField(field);
    }
    if (!value.isTextual()) {
      throw ApiException.invalidField(field, Message.NOT_A_STRING);
    }
    return value.textValue();
  }

  private static String checked(Field field, String text) {
    if (text.codePoints().anyMatch(JsonBody::isRefused)) {
      throw ApiException.invalidField(field, Message.CONTROL_CHARACTER);
    }
    if (text.isEmpty()) {
      throw ApiException.requiredField(field);
    }
    return text;
  }

  private static boolean isRefused(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }
}
