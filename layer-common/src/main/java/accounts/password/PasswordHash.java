package accounts.password;

import java.security.SecureRandom;
import java.util.Base64;

/** A password's hash as it is stored, scheme and parameters included. Shows nothing of itself. */
public record PasswordHash(String value) {
  private static final String UNUSABLE = "!";

  /**
   * What is stored of a member who has no password yet: matches none, as Django's unusable
   * passwords. It is random because codes are mailed under it.
   */
  public static PasswordHash unusable(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new PasswordHash(
        UNUSABLE + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Whether there is a password at all. */
  public boolean isUsable() {
    return !value.startsWith(UNUSABLE);
  }

  @Override
  public String toString() {
    return "PasswordHash[***]";
  }
}
