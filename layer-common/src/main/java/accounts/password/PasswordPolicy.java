package accounts.password;

/**
 * What a new password has to be: 8 to 256 characters, of any kind, and none that many others have.
 * No composition rules (NIST SP 800-63B-4 section 3.1.1.2, which has both; OWASP ASVS 5.0, 6.2.4,
 * 6.2.5). A password that exists already is not held against it.
 */
public final class PasswordPolicy {
  public static final int SHORTEST = 8;
  public static final int LONGEST = 256;

  private PasswordPolicy() {}

  /** Whether it is long enough and not too long. */
  public static boolean acceptsLength(Password password) {
    return password.length() >= SHORTEST && password.length() <= LONGEST;
  }

  /** Whether it is one of those that most people choose, in upper or lower case. */
  public static boolean isCommon(Password password) {
    return password.isCommon();
  }
}
