package accounts.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request's headers. API Gateway passes their names on as the client wrote them. */
public final class Headers {
  /** So many different cookies of one name are looked at; browsers send two at most. */
  private static final int MOST_COOKIES = 5;

  private final Map<String, String> last;
  private final Map<String, List<String>> all;

  /**
   * @param last of each header the last value ({@code headers} of an event)
   * @param all of each header every value ({@code multiValueHeaders}); counts where it is there
   */
  public Headers(@Nullable Map<String, String> last, @Nullable Map<String, List<String>> all) {
    this.last = last == null ? Map.of() : last;
    this.all = all == null ? Map.of() : all;
  }

  /** The header's value, whatever the case of its name; of several the last. */
  public Optional<String> get(String name) {
    return all(name).reduce((first, second) -> second);
  }

  /** Every value of the header in the order sent, whatever the case of its name. */
  Stream<String> all(String name) {
    Stream<String> values =
        all.isEmpty()
            ? last.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
            : all.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .filter(Objects::nonNull)
                .flatMap(List::stream);
    return values.filter(Objects::nonNull);
  }

  /**
   * The values of the cookies of that name, less empty ones and repetitions, in the order sent:
   * browsers send the one with the longer path first (RFC 6265 section 5.4). Of several {@code
   * Cookie} headers one follows the other (RFC 9113 section 8.2.3).
   *
   * <p>Only {@code ;} parts two cookies, also within quotes: whatever stands behind one is a cookie
   * of its own, as it is for a browser. Quotes around a whole value are taken off.
   */
  public List<String> cookies(String name) {
    return all("Cookie")
        .flatMap(header -> Stream.of(header.split(";", -1)))
        .map(pair -> value(pair, name))
        .filter(value -> !value.isEmpty())
        .distinct()
        .limit(MOST_COOKIES)
        .toList();
  }

  /** What the cookie has for a value; empty if it has another name. */
  private static String value(String pair, String name) {
    int equals = pair.indexOf('=');
    if (equals < 0 || !pair.substring(0, equals).strip().equals(name)) {
      return "";
    }
    String value = pair.substring(equals + 1).strip();
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
