package accounts.operator;

import accounts.crypto.Sha256;
import accounts.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * What ties a caller's proof to one request to one function: the SHA-256, in hex, of the function's
 * name, a line break, and the request without the proof as JSON in UTF-8, its names sorted and
 * without white space. A request's values are texts and whole numbers.
 */
public final class RequestDigest {
  private RequestDigest() {}

  /**
   * @param request without the proof
   */
  public static String of(String function, Map<String, ?> request) {
    String text = function + "\n" + Json.write(new TreeMap<>(request));
    return Sha256.hex(text);
  }
}
