package accounts.admin;

import accounts.event.Actor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A field of a request, beside the act and the caller's proof. */
enum Field {
  ID(64),
  EMAIL(254),
  NICKNAME(120),
  /** Why: recorded with the act. */
  REASON(Actor.LONGEST_REASON),
  /** A member's id, of the entries that are looked for. */
  MEMBER(64),
  /** A day, the first. */
  FROM(10),
  /** A day, the last. */
  TO(10),
  LIMIT(0),
  NEXT(600);

  private final int longest;

  /**
   * @param longest text; 0: it is a number
   */
  Field(int longest) {
    this.longest = longest;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isNumber() {
    return longest == 0;
  }

  int longest() {
    return longest;
  }

  static Optional<Field> of(String key) {
    return Arrays.stream(values()).filter(field -> field.key().equals(key)).findFirst();
  }
}
