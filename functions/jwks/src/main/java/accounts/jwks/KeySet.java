package accounts.jwks;

import accounts.json.Json;
import accounts.token.PublicKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JWK Set (RFC 7517 section 5) and the tag by which a client knows that it has it. */
final class KeySet {
  private final Map<String, Object> json;

  KeySet(List<PublicKey> keys) {
    this.json = Map.of("keys", keys.stream().map(KeySet::jwk).toList());
  }

  /** In the same order each time: the tag goes by the text. */
  private static Map<String, String> jwk(PublicKey key) {
    Map<String, String> jwk = new LinkedHashMap<>();
    jwk.put("kty", "EC");
    jwk.put("crv", "P-256");
    jwk.put("x", key.x());
    jwk.put("y", key.y());
    jwk.put("kid", key.id());
    jwk.put("alg", "ES256");
    jwk.put("use", "sig");
    return jwk;
  }

  Map<String, Object> json() {
    return json;
  }

  /** The entity tag, with its quotes. */
  String tag() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(Json.write(json).getBytes(StandardCharsets.UTF_8));
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 15));
      return "\"" + text + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /**
   * Whether a list of tags has this set's, by weak comparison (RFC 9110 section 13.1.2): something
   * on the way may have weakened it when it compressed the answer.
   */
  boolean isNamedIn(String tags) {
    return Arrays.stream(tags.split(",", -1))
        .map(tag -> tag.strip().replaceFirst("^W/", ""))
        .anyMatch(tag -> tag.equals(tag()) || tag.equals("*"));
  }
}
