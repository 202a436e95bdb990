package accounts.local.gateway;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request as API Gateway sees it.
 *
 * @param path as it was sent, not decoded
 * @param headers by name, in the customary capitals
 * @param query decoded
 * @param body null where the request has none
 * @param isTooLarge the body was larger than API Gateway takes, and is not kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record ApiRequest(
    String id,
    Instant received,
    String method,
    String path,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    byte @Nullable [] body,
    boolean isTooLarge,
    String sourceAddress) {

  /** API Gateway's quota for a payload, in bytes. */
  static final int LARGEST_BODY = 10 * 1024 * 1024;

  /** How much of a body that is too large is read, so that its sender can read the answer. */
  private static final long MOST_DROPPED = 100L * 1024 * 1024;

  /** Headers that concern one connection only. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "Connection",
          "Keep-Alive",
          "Transfer-Encoding",
          "Te",
          "Trailer",
          "Upgrade",
          "Expect",
          "Proxy-Connection",
          "Content-Length");

  static ApiRequest read(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString();
    int queryStart = target.indexOf('?');
    String path = queryStart < 0 ? target : target.substring(0, queryStart);
    String source = exchange.getRemoteAddress().getAddress().getHostAddress();
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(LARGEST_BODY);
    boolean tooLarge = body.length == LARGEST_BODY && in.read() >= 0;
    if (tooLarge) {
      drop(in);
    }
    return new ApiRequest(
        UUID.randomUUID().toString(),
        Instant.now(),
        exchange.getRequestMethod(),
        path,
        headers(exchange, source),
        query(queryStart < 0 ? "" : target.substring(queryStart + 1)),
        body.length == 0 || tooLarge ? null : body,
        tooLarge,
        source);
  }

  private static void drop(InputStream in) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long dropped = 0;
    int read = in.read(buffer);
    while (read >= 0 && dropped < MOST_DROPPED) {
      dropped += read;
      read = in.read(buffer);
    }
  }

  private static Map<String, List<String>> headers(HttpExchange exchange, String source) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              String shown = capitals(name);
              if (!HOP_BY_HOP.contains(shown)) {
                headers.put(shown, List.copyOf(values));
              }
            });
    List<String> hops = new ArrayList<>(headers.getOrDefault("X-Forwarded-For", List.of()));
    hops.add(source);
    headers.put("X-Forwarded-For", List.of(String.join(", ", hops)));
    headers.put("X-Forwarded-Port", List.of(String.valueOf(exchange.getLocalAddress().getPort())));
    headers.put("X-Forwarded-Proto", List.of("http"));
    return headers;
  }

  /** The JDK's server gives {@code Content-type}; clients send {@code Content-Type}. */
  private static String capitals(String name) {
    StringBuilder result = new StringBuilder(name.toLowerCase(Locale.ROOT));
    for (int i = 0; i < result.length(); i++) {
      if (i == 0 || result.charAt(i - 1) == '-') {
        result.setCharAt(i, Character.toUpperCase(result.charAt(i)));
      }
    }
    return result.toString();
  }

  private static Map<String, List<String>> query(String raw) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a stray percent sign stands for itself
    }
  }

  /** The last value of a header; empty where it is absent. */
  String header(String name) {
    List<String> values = headers.getOrDefault(capitals(name), List.of());
    return values.isEmpty() ? "" : values.getLast();
  }
}
