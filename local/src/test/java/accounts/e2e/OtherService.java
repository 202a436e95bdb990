package accounts.e2e;

import accounts.e2e.Client.Answer;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service that verifies access tokens by itself, with the public keys, as
 * docs/protect-your-api.md says: keeps them as long as it may, and knows no other way to a key.
 */
final class OtherService {
  private final Client client;
  private Map<String, ECPublicKey> keys = Map.of();
  private Instant keepUntil = Instant.EPOCH;

  OtherService(Client client) {
    this.client = client;
  }

  /**
   * Why it does not accept the token; nothing if it does, whether expired or not.
   *
   * @throws AssertionError if the keys cannot be had
   */
  synchronized @Nullable String refusal(String token) {
    String id = JWT.decode(token).getKeyId();
    if (!Instant.now().isBefore(keepUntil)) {
      fetch();
    }
    ECPublicKey key = keys.get(id);
    if (key == null) {
      return "There is no key " + id + " among " + keys.keySet();
    }
    try {
      Algorithm.ECDSA256(key, null).verify(JWT.decode(token));
      return null;
    } catch (JWTVerificationException e) {
      return e.toString();
    }
  }

  private void fetch() {
    Answer answer = client.jwks(Map.of());
    if (answer.status() != 200) {
      throw new AssertionError(answer.toString());
    }
    Map<String, ECPublicKey> found = new HashMap<>();
    for (JsonNode jwk : answer.json().path("keys")) {
      found.put(jwk.path("kid").textValue(), key(jwk));
    }
    keys = found;
    String seconds = answer.header("Cache-Control").replaceFirst("public, max-age=", "");
    keepUntil = Instant.now().plus(Duration.ofSeconds(Long.parseLong(seconds)));
  }

  private static ECPublicKey key(JsonNode jwk) {
    try {
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec("secp256r1"));
      ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
      return (ECPublicKey)
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static BigInteger number(JsonNode jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).textValue()));
  }
}
