package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link KeyRingVersions} does. */
public abstract class KeyRingVersionsContract {
  private static final String SECOND = "00000000-0000-4000-8000-000000000002";
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final KeyRing first = KeyRing.of(newKey());
  private final KeyRing next = rotated();
  private final KeyRingVersions versions;

  /**
   * @param factory makes one whose current ring is the given one
   */
  protected KeyRingVersionsContract(Function<KeyRing, KeyRingVersions> factory) {
    this.versions = factory.apply(first);
  }

  private static SigningKey newKey() {
    return SigningKey.create(new SecureRandom());
  }

  private KeyRing rotated() {
    return first.rotated(newKey(), NOW, Duration.ofMinutes(15), Duration.ofDays(7));
  }

  private String current() {
    return versions.status().stages().entrySet().stream()
        .filter(entry -> entry.getValue().contains(KeyRingVersions.CURRENT))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void read_atFirst_isTheFirstRing() {
    assertThat(versions.read()).hasToString(first.toString());
    assertThat(versions.status().stages()).hasSize(1);
    assertThat(versions.pending(SECOND)).isEmpty();
    assertThat(versions.pending(current())).isEmpty();
  }

  @Test
  void putPending_ring_isPendingAndTheOldOneCounts() {
    versions.putPending(SECOND, next);

    assertThat(versions.pending(SECOND).orElseThrow()).hasToString(next.toString());
    assertThat(versions.read()).hasToString(first.toString());
    assertThat(versions.status().stages())
        .hasSize(2)
        .containsEntry(SECOND, Set.of(KeyRingVersions.PENDING));
  }

  @Test
  void putPending_again_keepsTheFirstRing() {
    versions.putPending(SECOND, next);
    versions.putPending(SECOND, next);
    versions.putPending(SECOND, rotated());

    assertThat(versions.pending(SECOND).orElseThrow()).hasToString(next.toString());
  }

  @Test
  void makeCurrent_pendingVersion_counts() {
    String old = current();
    versions.putPending(SECOND, next);

    versions.makeCurrent(SECOND, old);

    assertThat(versions.read()).hasToString(next.toString());
    assertThat(current()).isEqualTo(SECOND);
    assertThat(versions.status().stages()).containsEntry(old, Set.of("AWSPREVIOUS"));
  }

  @Test
  void discard_pendingVersion_isPendingNoMore() {
    versions.putPending(SECOND, next);

    versions.discard(SECOND);

    assertThat(versions.pending(SECOND)).isEmpty();
    assertThat(versions.status().stages()).hasSize(1);
    assertThat(versions.read()).hasToString(first.toString());
  }
}
