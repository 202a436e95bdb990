package accounts.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Compares hashes so that the time does not tell how much of them is alike. */
final class ConstantTime {
  private ConstantTime() {}

  static boolean equal(String a, String b) {
    return equal(a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
  }

  static boolean equal(byte[] a, byte[] b) {
    return MessageDigest.isEqual(a, b);
  }
}
