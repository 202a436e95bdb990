package accounts.account;

import accounts.member.MemberId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token that is mailed to a member: the member's id, a dot and 256 random bits in Base64. The
 * table has a digest of it. A plain SHA-256 is enough for what cannot be guessed (OWASP Forgot
 * Password Cheat Sheet, "URL Tokens": long, random, stored securely, used once, expiring). Shows
 * nothing of itself.
 */
public final class SecretToken {
  /** How many characters of it are random. */
  public static final int SECRET_LENGTH = 43;

  private static final int BYTES = 32;
  private static final Pattern FORMAT =
      Pattern.compile("([A-Za-z0-9_-]{1,64})\\.([A-Za-z0-9_-]{" + SECRET_LENGTH + "})");

  private final MemberId member;
  private final String secret;

  private SecretToken(MemberId member, String secret) {
    this.member = member;
    this.secret = secret;
  }

  public static SecretToken create(MemberId member, SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new SecretToken(member, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The token typed, or nothing if it cannot be one. */
  public static Optional<SecretToken> parse(String typed) {
    Matcher parts = FORMAT.matcher(typed);
    return parts.matches()
        ? Optional.of(new SecretToken(new MemberId(parts.group(1)), parts.group(2)))
        : Optional.empty();
  }

  public MemberId member() {
    return member;
  }

  /** What is stored of it: SHA-256 in hex. */
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Whether that is its digest. */
  public boolean hasDigest(String digest) {
    return MessageDigest.isEqual(
        digest().getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
  }

  /** The token in clear: for the mail that brings it. */
  public String reveal() {
    return member.value() + "." + secret;
  }

  @Override
  public String toString() {
    return "SecretToken[***]";
  }
}
