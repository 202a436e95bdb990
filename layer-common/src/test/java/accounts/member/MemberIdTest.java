package accounts.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberIdTest {
  @Test
  void create_isAUuidOfVersion7ThatSortsByTime() {
    SecureRandom random = new SecureRandom();
    Instant now = Instant.parse("2026-11-23T00:00:00Z");

    MemberId first = MemberId.create(now, random);
    MemberId second = MemberId.create(now.plusMillis(1), random);

    UUID uuid = UUID.fromString(first.value());
    assertThat(uuid.version()).isEqualTo(7);
    assertThat(uuid.variant()).isEqualTo(2);
    assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
    assertThat(first.value()).isLessThan(second.value());
  }

  @Test
  void parse_otherIds_areKeptIfTheyFitAKey() {
    assertThat(MemberId.parse("42")).isPresent();
    assertThat(MemberId.parse("")).isEmpty();
    assertThat(MemberId.parse("a#b")).isEmpty();
    assertThat(MemberId.parse("a".repeat(65))).isEmpty();
  }
}
