package accounts.admin;

import accounts.member.MemberId;
import accounts.operator.AuditEntry;
import accounts.operator.AuditLog;
import accounts.operator.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Goes through what operators did, the newest first, page by page. */
final class ReadAudit implements UseCase {
  /** So many reads of the log one answer may take. */
  private static final int MOST_READS = 60;

  private final AuditLog log;
  private final Clock clock;

  ReadAudit(AuditLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Where the next page begins: a day, and within it. */
  private record Place(LocalDate day, Optional<String> within) {
    String toText() {
      String text = day + "\n" + within.orElse("");
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Place of(String text) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        int end = plain.indexOf('\n');
        if (end > 0) {
          return new Place(
              LocalDate.parse(plain.substring(0, end)),
              Optional.of(plain.substring(end + 1)).filter(within -> !within.isEmpty()));
        }
      } catch (IllegalArgumentException | DateTimeException e) {
        // Falls through.
      }
      throw Refusal.invalid("next must be what an earlier answer gave.");
    }
  }

  @Override
  public Map<String, Object> run(AdminRequest request, Caller caller) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate to = request.text(Field.TO).map(text -> day(Field.TO, text)).orElse(today);
    LocalDate from = request.text(Field.FROM).map(text -> day(Field.FROM, text)).orElse(to);
    if (from.isAfter(to)) {
      throw Refusal.invalid("from must not be after to.");
    }
    Optional<MemberId> member =
        request
            .text(Field.MEMBER)
            .map(
                id ->
                    MemberId.parse(id)
                        .orElseThrow(() -> Refusal.invalid("member must be a member's id.")));
    Place place = request.text(Field.NEXT).map(Place::of).orElse(new Place(to, Optional.empty()));

    List<Map<String, Object>> entries = new ArrayList<>();
    for (int read = 0; read < MOST_READS; read++) {
      if (place.day().isBefore(from) || entries.size() == request.limit()) {
        break;
      }
      AuditLog.Page page =
          log.ofDay(place.day(), member, request.limit() - entries.size(), place.within());
      page.entries().stream().map(ReadAudit::view).forEach(entries::add);
      place =
          page.next().isPresent()
              ? new Place(place.day(), page.next())
              : new Place(place.day().minusDays(1), Optional.empty());
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("entries", entries);
    if (!place.day().isBefore(from)) {
      result.put("next", place.toText());
    }
    return result;
  }

  private static LocalDate day(Field field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.invalid(field.key() + " must be a day such as 2026-11-23.");
    }
  }

  private static Map<String, Object> view(AuditEntry entry) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", AdminViews.time(entry.at()));
    view.put("act", entry.act());
    entry.member().ifPresent(member -> view.put("member", member.value()));
    view.put("principal", entry.principal());
    entry.reason().ifPresent(reason -> view.put("reason", reason));
    if (!entry.details().isEmpty()) {
      view.put("details", new TreeMap<>(entry.details()));
    }
    return view;
  }
}
