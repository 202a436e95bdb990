package accounts.limit;

import java.time.Duration;

/**
 * At most so many in any span of that length, whenever it begins.
 *
 * @param name of what is counted, unique among the quotas of one subject; it is stored
 * @param most 0: there is no limit
 */
public record Quota(String name, int most, Duration window) {
  /** All that are counted stand in one item, which is small up to here. */
  public static final int MOST = 300;

  public Quota {
    if (most < 0 || most > MOST) {
      throw new IllegalArgumentException("A quota is 0 to " + MOST + ", not " + most);
    }
  }

  /** Whether there is a limit at all. */
  public boolean limits() {
    return most > 0;
  }
}
