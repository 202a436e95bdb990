package accounts.token;

import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * What others verify ES256 tokens with.
 *
 * @param id the {@code kid} of the tokens that it verifies
 * @param x the point's coordinates on P-256, in base64url as a JWK has them (RFC 7518 section
 *     6.2.1)
 * @param y the other
 */
public record PublicKey(String id, String x, String y) {
  static PublicKey of(String id, ECPublicKey key) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return new PublicKey(
        id,
        encoder.encodeToString(Es256.bytes(key.getW().getAffineX())),
        encoder.encodeToString(Es256.bytes(key.getW().getAffineY())));
  }
}
