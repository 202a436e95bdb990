package accounts.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request's headers. API Gateway passes their names on as the client wrote them. */
public final class Headers {
  private final @Nullable Map<String, String> headers;

  public Headers(@Nullable Map<String, String> headers) {
    this.headers = headers;
  }

  /** The header's value, whatever the case of its name. */
  public Optional<String> get(String name) {
    if (headers == null) {
      return Optional.empty();
    }
    String value = headers.get(name);
    if (value != null) {
      return Optional.of(value);
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    return headers.entrySet().stream()
        .filter(e -> e.getKey().toLowerCase(Locale.ROOT).equals(wanted) && e.getValue() != null)
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * The value of a cookie. Of two with one name it is the first that is not empty: browsers send
   * the one with the longer path first (RFC 6265 section 5.4).
   */
  public Optional<String> cookie(String name) {
    for (String pair : get("Cookie").orElse("").split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        String value = pair.substring(equals + 1).strip();
        if (!value.isEmpty()) {
          return Optional.of(value);
        }
      }
    }
    return Optional.empty();
  }
}
