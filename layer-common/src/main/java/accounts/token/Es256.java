package accounts.token;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/**
 * ES256 (RFC 7518 section 3.4) with one pair of keys. The same text gets the same signature, by RFC
 * 6979, for two requests that meet at one refresh are to get the same tokens; the JDK's own ECDSA
 * is random. Of the two signatures that every one makes, {@code (r, s)} and {@code (r, n - s)}, the
 * one with the smaller {@code s} is issued, and only that is accepted: no token can be rewritten
 * into another that is as good. Verifying is java-jwt's, with the JDK's ECDSA.
 */
final class Es256 extends Algorithm {
  /** Bytes of a private key, and of each half of a signature. */
  static final int SIZE = 32;

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("P-256");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
  private static final BigInteger HIGHEST_S = CURVE.getN().shiftRight(1);

  private final ECPrivateKeyParameters privateKey;

  /** Computed when it is first needed: who only signs does without. */
  private @Nullable ECPublicKey publicKey;

  /**
   * @param privateKey for which {@link #isPrivateKey} is true
   */
  Es256(byte[] privateKey) {
    super(TokenAlgorithm.ES256.name(), "ECDSA on P-256 with SHA-256");
    this.privateKey = new ECPrivateKeyParameters(new BigInteger(1, privateKey), DOMAIN);
  }

  /** Whether the bytes are a private key: a number from 1 to the group's order, without that. */
  static boolean isPrivateKey(byte[] bytes) {
    if (bytes.length != SIZE) {
      return false;
    }
    BigInteger d = new BigInteger(1, bytes);
    return d.signum() > 0 && d.compareTo(CURVE.getN()) < 0;
  }

  synchronized ECPublicKey publicKey() {
    if (publicKey == null) {
      publicKey = publicKeyOf(privateKey.getD());
    }
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] content) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, privateKey);
    BigInteger[] signature = signer.generateSignature(sha256(content));
    BigInteger s = signature[1];
    byte[] bytes = new byte[2 * SIZE];
    put(signature[0], bytes, 0);
    put(s.compareTo(HIGHEST_S) > 0 ? CURVE.getN().subtract(s) : s, bytes, SIZE);
    return bytes;
  }

  @Override
  public void verify(DecodedJWT token) {
    byte[] signature = Base64.getUrlDecoder().decode(token.getSignature());
    if (signature.length != 2 * SIZE
        || new BigInteger(1, Arrays.copyOfRange(signature, SIZE, 2 * SIZE)).compareTo(HIGHEST_S)
            > 0) {
      throw new SignatureVerificationException(this);
    }
    Algorithm.ECDSA256(publicKey(), null).verify(token);
  }

  /** The JDK has no way to the public key from the private one. */
  private static ECPublicKey publicKeyOf(BigInteger privateKey) {
    ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), privateKey).normalize();
    try {
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec("secp256r1"));
      return (ECPublicKey)
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new ECPublicKeySpec(
                      new java.security.spec.ECPoint(
                          point.getAffineXCoord().toBigInteger(),
                          point.getAffineYCoord().toBigInteger()),
                      curve.getParameterSpec(ECParameterSpec.class)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has P-256", e);
    }
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Puts a number into 32 bytes, filled up by zeros in front (RFC 7518 section 6.2.1.2). */
  static byte[] bytes(BigInteger number) {
    byte[] bytes = new byte[SIZE];
    put(number, bytes, 0);
    return bytes;
  }

  private static void put(BigInteger number, byte[] target, int offset) {
    byte[] bytes = number.toByteArray();
    // A sign byte may stand in front.
    int length = Math.min(bytes.length, SIZE);
    System.arraycopy(bytes, bytes.length - length, target, offset + SIZE - length, length);
  }
}
