package accounts.cli.check;

import accounts.check.Finding.Kind;
import java.util.EnumMap;
import java.util.Map;

/** How much was looked at, found and repaired. */
public final class CheckTally {
  private final Map<Kind, Long> found = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> repaired = new EnumMap<>(Kind.class);
  private long items;

  void looked(int more) {
    items += more;
  }

  void found(Kind kind) {
    found.merge(kind, 1L, Long::sum);
  }

  void repaired(Kind kind) {
    repaired.merge(kind, 1L, Long::sum);
  }

  /** How many items were looked at. */
  public long items() {
    return items;
  }

  /** How many of a kind were found. */
  public long foundOf(Kind kind) {
    return found.getOrDefault(kind, 0L);
  }

  /** How many of a kind were repaired. */
  public long repairedOf(Kind kind) {
    return repaired.getOrDefault(kind, 0L);
  }

  /** All that was found. */
  public long found() {
    return sum(found);
  }

  /** All that was repaired. */
  public long repaired() {
    return sum(repaired);
  }

  private static long sum(Map<Kind, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
