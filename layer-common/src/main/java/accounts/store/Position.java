package accounts.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Where to go on in the table, as a text that is of use to nobody but {@link #toKey}. */
public final class Position {
  private Position() {}

  /** The position behind the item with that key. */
  public static String of(Map<String, AttributeValue> key) {
    // The sort keys of this table have no line break in them.
    String text = Attributes.string(key, "sk") + "\n" + Attributes.string(key, "pk");
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The key that the position was made of.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Map<String, AttributeValue> toKey(String position) {
    String text = new String(Base64.getUrlDecoder().decode(position), StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    if (end < 1 || end == text.length() - 1) {
      throw new IllegalArgumentException("Not a position in the table");
    }
    return Attributes.key(text.substring(end + 1), text.substring(0, end));
  }
}
