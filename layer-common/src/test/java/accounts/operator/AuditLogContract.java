package accounts.operator;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.member.MemberId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What every {@link AuditLog} does. */
public abstract class AuditLogContract {
  /** A day of this test's own, far from others' and in the future, so that nothing has expired. */
  private final LocalDate day =
      LocalDate.of(2100, 1, 1).plusDays(ThreadLocalRandom.current().nextInt(100_000));

  private final MemberId alice = new MemberId(UUID.randomUUID().toString());
  private final MemberId bob = new MemberId(UUID.randomUUID().toString());

  /** The log under test. */
  protected abstract AuditLog log();

  /** Has the log hold that entry. */
  protected abstract void record(AuditEntry entry);

  private AuditEntry entry(int hour, MemberId member) {
    return new AuditEntry(
        at(hour),
        "member.disabled",
        Optional.of(member),
        "arn:aws:iam::123456789012:user/ada",
        Optional.of("ticket " + hour),
        Map.of());
  }

  private Instant at(int hour) {
    return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
  }

  private List<AuditEntry> all(LocalDate of, Optional<MemberId> member, int limit) {
    List<AuditEntry> entries = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      AuditLog.Page page = log().ofDay(of, member, limit, next);
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
      entries.addAll(page.entries());
      next = page.next();
    } while (next.isPresent());
    return entries;
  }

  @Test
  void ofDay_givesTheDaysEntriesTheNewestFirst() {
    record(entry(1, alice));
    record(entry(3, bob));
    record(entry(2, alice));

    for (int limit : new int[] {1, 2, 3, 100}) {
      assertThat(all(day, Optional.empty(), limit))
          .containsExactly(entry(3, bob), entry(2, alice), entry(1, alice));
    }
    assertThat(all(day.plusDays(1), Optional.empty(), 100)).isEmpty();
    assertThat(all(day.minusDays(1), Optional.empty(), 100)).isEmpty();
  }

  @Test
  void ofDay_ofAMember_givesThoseAlone() {
    for (int hour = 0; hour < 6; hour++) {
      record(entry(hour, hour % 2 == 0 ? alice : bob));
    }

    for (int limit : new int[] {1, 2, 100}) {
      assertThat(all(day, Optional.of(alice), limit))
          .containsExactly(entry(4, alice), entry(2, alice), entry(0, alice));
    }
  }

  @Test
  void ofDay_givesWhatElseWasRecorded() {
    AuditEntry entry =
        new AuditEntry(
            at(5),
            "members.imported",
            Optional.empty(),
            "arn:aws:sts::123456789012:assumed-role/operators/bert",
            Optional.empty(),
            Map.of("file", "members.csv"));
    record(entry);

    assertThat(all(day, Optional.empty(), 10)).containsExactly(entry);
  }
}
