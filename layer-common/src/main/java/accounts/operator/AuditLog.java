package accounts.operator;

import accounts.member.MemberId;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What operators did, day by day. It is written together with what it is about, and outlives the
 * member.
 *
 * <p>May throw {@link accounts.store.StoreUnavailableException}.
 */
public interface AuditLog {
  /**
   * Some of a day's entries.
   *
   * @param entries the newest first; there may be none though more follow
   * @param next where to go on; nothing at the end of the day
   */
  record Page(List<AuditEntry> entries, Optional<String> next) {}

  /**
   * Goes through a day in UTC, page by page.
   *
   * @param member whom the entries are about; nothing: all
   * @param limit how many entries at most
   * @param from the {@code next} of the page before; nothing for the first
   */
  Page ofDay(LocalDate day, Optional<MemberId> member, int limit, Optional<String> from);
}
