package accounts.local;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The values that parameters of the template have on the local stack, where nobody gave one. */
final class LocalParameters {
  /** The secret of the signing keys. */
  static final String SIGNING_KEYS = "SigningKeysSecret";

  /** Known to everyone: good for the local stack only. 32 bytes, base64url. */
  static final String KEY_FOR_LOCAL_USE_ONLY = "Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU";

  private LocalParameters() {}

  static Map<String, String> complete(
      Map<String, String> given, Set<String> declared, String redisUrl) {
    Map<String, String> values =
        new LinkedHashMap<>(
            Map.of(
                // The stack speaks plain HTTP, and a browser sends no Secure cookie back over it.
                "CookieSecure",
                "false",
                "RedisMode",
                "existing",
                "RedisUrl",
                redisUrl,
                "MailFrom",
                "no-reply@example.com"));
    values.keySet().retainAll(declared);
    values.putAll(given);
    return values;
  }
}
