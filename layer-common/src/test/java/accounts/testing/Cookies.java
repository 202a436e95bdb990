package accounts.testing;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.util.List;
import java.util.Map;

/** The cookies that an answer sets. */
public final class Cookies {
  private Cookies() {}

  /** The values of its {@code Set-Cookie} headers. */
  public static List<String> of(APIGatewayProxyResponseEvent response) {
    Map<String, List<String>> headers = response.getMultiValueHeaders();
    return headers == null ? List.of() : headers.getOrDefault("Set-Cookie", List.of());
  }

  /** The value of one cookie. */
  public static String value(APIGatewayProxyResponseEvent response, String name) {
    return of(response).stream()
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.substring(name.length() + 1, cookie.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }
}
