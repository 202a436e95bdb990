package accounts.e2e;

import accounts.json.Json;
import accounts.local.LocalStack;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What tests have to know of the stack's signing keys. */
final class SigningKeys {
  static final String SECRET = "SigningKeysSecret";

  private SigningKeys() {}

  /** The oldest key for HS256 in the ring. */
  static byte[] first(LocalStack stack) {
    ObjectNode ring = Json.readObject(stack.secrets().value(SECRET)).orElseThrow();
    if (ring.has("initial")) {
      return Base64.getUrlDecoder().decode(ring.path("initial").textValue());
    }
    for (JsonNode key : ring.path("keys")) {
      if (!key.has("alg")) {
        return Base64.getUrlDecoder().decode(key.path("key").textValue());
      }
    }
    throw new AssertionError("No key for HS256");
  }

  /** The id of the key that signed a token. */
  static String id(String token) {
    return part(token, 0).path("kid").textValue();
  }

  /** The algorithm that a token was signed by. */
  static String algorithm(String token) {
    return part(token, 0).path("alg").textValue();
  }

  /** The second in which a token expires. */
  static long expiry(String token) {
    return part(token, 1).path("exp").longValue();
  }

  /** The id of the session that a token is of. */
  static String session(String token) {
    return part(token, 1).path("sid").textValue();
  }

  private static ObjectNode part(String token, int index) {
    byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]);
    return Json.readObject(new String(json, StandardCharsets.UTF_8)).orElseThrow();
  }
}
