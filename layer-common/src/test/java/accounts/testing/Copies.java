package accounts.testing;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** What environments that start from one snapshot have in common. */
public final class Copies {
  private Copies() {}

  /** A generator in one and the same state each time. */
  public static SecureRandom random() {
    try {
      // The one algorithm that a seed alone puts into a state.
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(42);
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
