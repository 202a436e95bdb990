package accounts.token;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.jspecify.annotations.Nullable;

/**
 * ES256 (RFC 7518 section 3.4) with one pair of keys. The same text gets the same signature, by RFC
 * 6979, for two requests that meet at one refresh are to get the same tokens; the JDK's own ECDSA
 * is random. Of the two signatures that every one makes, {@code (r, s)} and {@code (r, n - s)}, the
 * one with the smaller {@code s} is issued, and only that is accepted: no token can be rewritten
 * into another that is as good. Verifying is by the JDK's ECDSA.
 *
 * <p>Every function has such a key at hand, but few use it; so Bouncy Castle is not loaded before
 * one signs, or asks for the public key.
 */
final class Es256 extends Algorithm {
  /** Bytes of a private key, and of each half of a signature. */
  static final int SIZE = 32;

  /** How many private keys there are, and one more (SEC 2 version 2, section 2.4.2). */
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final BigInteger HIGHEST_S = ORDER.shiftRight(1);

  /** P-256 with its base point (SEC 2 version 2, section 2.4.2). */
  private static final class Curve {
    static final ECDomainParameters DOMAIN = domain();

    private static ECDomainParameters domain() {
      ECCurve curve = new SecP256R1Curve();
      ECPoint base =
          curve.createPoint(
              new BigInteger(
                  "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16),
              new BigInteger(
                  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16));
      return new ECDomainParameters(curve, base, ORDER);
    }
  }

  private final BigInteger privateKey;

  /** Computed when it is first needed: who only signs does without. */
  private @Nullable ECPublicKey publicKey;

  /**
   * @param privateKey for which {@link #isPrivateKey} is true
   */
  Es256(byte[] privateKey) {
    super(TokenAlgorithm.ES256.name(), "ECDSA on P-256 with SHA-256");
    this.privateKey = new BigInteger(1, privateKey);
  }

  /** Whether the bytes are a private key: a number from 1 to the group's order, without that. */
  static boolean isPrivateKey(byte[] bytes) {
    if (bytes.length != SIZE) {
      return false;
    }
    BigInteger d = new BigInteger(1, bytes);
    return d.signum() > 0 && d.compareTo(ORDER) < 0;
  }

  synchronized ECPublicKey publicKey() {
    if (publicKey == null) {
      publicKey = publicKeyOf(privateKey);
    }
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] content) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(privateKey, Curve.DOMAIN));
    BigInteger[] signature = signer.generateSignature(sha256(content));
    BigInteger s = signature[1];
    byte[] bytes = new byte[2 * SIZE];
    put(signature[0], bytes, 0);
    put(s.compareTo(HIGHEST_S) > 0 ? ORDER.subtract(s) : s, bytes, SIZE);
    return bytes;
  }

  @Override
  public void verify(DecodedJWT token) {
    if (!hasSigned(
        token.getHeader().getBytes(StandardCharsets.US_ASCII),
        token.getPayload().getBytes(StandardCharsets.US_ASCII),
        Base64.getUrlDecoder().decode(token.getSignature()))) {
      throw new SignatureVerificationException(this);
    }
  }

  boolean hasSigned(byte[] header, byte[] payload, byte[] signature) {
    if (signature.length != 2 * SIZE
        || new BigInteger(1, Arrays.copyOfRange(signature, SIZE, 2 * SIZE)).compareTo(HIGHEST_S)
            > 0) {
      return false;
    }
    try {
      Signature ecdsa = Signature.getInstance("SHA256withECDSAinP1363Format");
      ecdsa.initVerify(publicKey());
      ecdsa.update(header);
      ecdsa.update((byte) '.');
      ecdsa.update(payload);
      return ecdsa.verify(signature);
    } catch (GeneralSecurityException e) {
      // Not the form of a signature, as one whose r is zero.
      return false;
    }
  }

  /** The JDK has no way to the public key from the private one. */
  private static ECPublicKey publicKeyOf(BigInteger privateKey) {
    ECPoint point =
        new FixedPointCombMultiplier().multiply(Curve.DOMAIN.getG(), privateKey).normalize();
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
