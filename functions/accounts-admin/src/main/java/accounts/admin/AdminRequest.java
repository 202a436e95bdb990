package accounts.admin;

import accounts.operator.CallerProof;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request, read strictly: a field that the act does not take, of another type or longer than it
 * can be, is refused and not passed over.
 */
final class AdminRequest {
  private static final int LARGEST_PAGE = 100;
  private static final int USUAL_PAGE = 50;
  private static final int LONGEST_PROOF = 20_000;

  private final Act act;
  private final Map<Field, Object> fields;
  private final Map<String, Object> signed;
  private final Optional<CallerProof> proof;

  private AdminRequest(
      Act act, Map<Field, Object> fields, Map<String, Object> signed, Optional<CallerProof> proof) {
    this.act = act;
    this.fields = fields;
    this.signed = signed;
    this.proof = proof;
  }

  /**
   * Reads an event.
   *
   * @throws Refusal if it is no request
   */
  static AdminRequest of(@Nullable Object event) {
    if (!(event instanceof Map<?, ?> given)) {
      throw Refusal.invalid("The request must be a JSON object.");
    }
    Act act =
        Optional.ofNullable(given.get("act"))
            .filter(String.class::isInstance)
            .flatMap(key -> Act.of((String) key))
            .orElseThrow(() -> Refusal.invalid("There is no such act."));
    Map<Field, Object> fields = new EnumMap<>(Field.class);
    Map<String, Object> signed = new LinkedHashMap<>();
    signed.put("act", act.key());
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      String key = String.valueOf(entry.getKey());
      if (key.equals("act") || key.equals("caller")) {
        continue;
      }
      Field field =
          Field.of(key)
              .filter(act::takes)
              .orElseThrow(() -> Refusal.invalid(act.key() + " takes no such field."));
      Object value = checked(field, entry.getValue());
      fields.put(field, value);
      signed.put(key, value);
    }
    return new AdminRequest(act, fields, signed, proof(given.get("caller")));
  }

  private static Object checked(Field field, @Nullable Object value) {
    if (field.isNumber()) {
      if (value instanceof Integer number && number >= 1 && number <= LARGEST_PAGE) {
        return number;
      }
      throw Refusal.invalid(
          field.key() + " must be a whole number from 1 to " + LARGEST_PAGE + ".");
    }
    if (!(value instanceof String text)
        || text.isBlank()
        || text.length() > field.longest()
        || text.codePoints().anyMatch(AdminRequest::isRefused)) {
      throw Refusal.invalid(
          "%s must be a text of 1 to %d characters, without control characters."
              .formatted(field.key(), field.longest()));
    }
    return text;
  }

  private static boolean isRefused(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }

  private static Optional<CallerProof> proof(@Nullable Object caller) {
    if (!(caller instanceof Map<?, ?> given)) {
      return Optional.empty();
    }
    Optional<String> token = text(given.get("token"));
    if (token.isEmpty() && given.containsKey("token")) {
      return Optional.empty();
    }
    return text(given.get("date"))
        .flatMap(
            date ->
                text(given.get("authorization"))
                    .flatMap(authorization -> CallerProof.parse(date, authorization, token)));
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text && text.length() <= LONGEST_PROOF
        ? Optional.of(text)
        : Optional.empty();
  }

  Act act() {
    return act;
  }

  /** The request without its proof: what the proof has to be for. */
  Map<String, Object> signed() {
    return signed;
  }

  /** Nothing if there is none, or one that is not well formed. */
  Optional<CallerProof> proof() {
    return proof;
  }

  Optional<String> text(Field field) {
    return Optional.ofNullable((String) fields.get(field));
  }

  /** How many there may be in the answer. */
  int limit() {
    return fields.get(Field.LIMIT) instanceof Integer limit ? limit : USUAL_PAGE;
  }

  Optional<String> reason() {
    return text(Field.REASON);
  }
}
