package accounts.cli.transfer;

import accounts.cli.transfer.LineResult.Kind;
import java.util.EnumMap;
import java.util.Map;

/** How many lines of a file came to what. */
public final class Tally {
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  void count(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  void set(Kind kind, long count) {
    counts.put(kind, count);
  }

  /** Those that came to that. */
  public long of(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  public long lines() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the members of all lines are in the table. */
  public boolean isComplete() {
    return lines() == of(Kind.IMPORTED) + of(Kind.ALREADY_THERE);
  }
}
