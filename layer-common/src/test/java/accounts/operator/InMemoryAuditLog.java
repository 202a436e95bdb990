package accounts.operator;

import accounts.member.MemberId;
import accounts.testing.Faults;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Entries in a list. */
public final class InMemoryAuditLog implements AuditLog {
  private final List<AuditEntry> entries = new ArrayList<>();
  private final Faults faults = new Faults();

  public Faults faults() {
    return faults;
  }

  public synchronized void add(AuditEntry entry) {
    entries.add(entry);
  }

  @Override
  public synchronized Page ofDay(
      LocalDate day, Optional<MemberId> member, int limit, Optional<String> from) {
    faults.check();
    List<AuditEntry> all =
        entries.stream()
            .filter(e -> LocalDate.ofInstant(e.at(), ZoneOffset.UTC).equals(day))
            .filter(e -> member.isEmpty() || e.member().equals(member))
            .sorted(Comparator.comparing(AuditEntry::at).reversed())
            .toList();
    int start = from.map(Integer::parseInt).orElse(0);
    int end = Math.min(all.size(), start + limit);
    return new Page(
        all.subList(start, end),
        end < all.size() ? Optional.of(Integer.toString(end)) : Optional.empty());
  }
}
