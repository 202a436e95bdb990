package accounts.password;

import org.mindrot.jbcrypt.BCrypt;

/** bcrypt itself, as several schemes use it. */
final class Bcrypt {
  static final int LOWEST_COST = 4;

  /** About a second on one core in 2026; each step more doubles it. */
  static final int HIGHEST_COST = 14;

  /** bcrypt's own Base64. */
  static final String SALT = "[./A-Za-z0-9]{22}";

  static final String HASH = "[./A-Za-z0-9]{31}";

  private Bcrypt() {}

  static boolean isInRange(int cost) {
    return cost >= LOWEST_COST && cost <= HIGHEST_COST;
  }

  /**
   * @throws UnsupportedHashException if it is not in range
   */
  static int cost(String digits) throws UnsupportedHashException {
    int cost = Integer.parseInt(digits);
    if (!isInRange(cost)) {
      throw new UnsupportedHashException(
          "has bcrypt cost " + cost + ", not " + LOWEST_COST + " to " + HIGHEST_COST);
    }
    return cost;
  }

  /**
   * The last 31 characters of the bcrypt string.
   *
   * @param key without a NUL. Of more than 72 bytes of UTF-8 those are read
   */
  static String hash(String key, int cost, String salt) {
    // $2b$ and $2y$ are what jbcrypt does for $2a$: they were named anew when others' mistakes were
    // mended that it never had.
    return BCrypt.hashpw(key, "$2a$" + (cost < 10 ? "0" : "") + cost + "$" + salt).substring(29);
  }
}
