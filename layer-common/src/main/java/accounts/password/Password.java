package accounts.password;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A password as somebody typed it, in Unicode normalization form C, so that one password typed on
 * two keyboards is one (RFC 8265 section 4.2.2, OpaqueString). Shows nothing of itself.
 */
public final class Password {
  private final String typed;
  private final String text;

  private Password(String typed, String text) {
    this.typed = typed;
    this.text = text;
  }

  public static Password of(String typed) {
    return new Password(typed, Normalizer.normalize(typed, Normalizer.Form.NFC));
  }

  /** Its length in Unicode characters (code points). */
  public int length() {
    return text.codePointCount(0, text.length());
  }

  /** Whether it is that text, in upper or lower case. */
  public boolean is(String other) {
    return text.equalsIgnoreCase(Normalizer.normalize(other, Normalizer.Form.NFC));
  }

  boolean isCommon() {
    return CommonPasswords.contains(text);
  }

  byte[] utf8() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Not normalized, as other systems hash it. */
  String typed() {
    return typed;
  }

  /** {@link #typed} in bytes. */
  byte[] typedUtf8() {
    return typed.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Password[***]";
  }
}
