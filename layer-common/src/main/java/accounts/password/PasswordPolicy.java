package accounts.password;

/**
 * What a new password has to be: 8 to 256 characters, of any kind. No composition rules (NIST SP
 * 800-63B section 3.1.1.2). A password that exists already is not held against it.
 */
public final class PasswordPolicy {
  public static final int SHORTEST = 8;
  public static final int LONGEST = 256;

  private PasswordPolicy() {}

  public static boolean accepts(Password password) {
    return password.length() >= SHORTEST && password.length() <= LONGEST;
  }
}
