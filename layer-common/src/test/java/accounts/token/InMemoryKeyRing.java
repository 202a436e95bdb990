package accounts.token;

import accounts.testing.Faults;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The key ring's versions in memory, and what a test has to say to them. */
public final class InMemoryKeyRing implements KeyRingVersions {
  /** The version of the first ring. */
  public static final String FIRST = "00000000-0000-4000-8000-000000000001";

  private final Map<String, KeyRing> rings = new HashMap<>();
  private final Map<String, Set<String>> stages = new LinkedHashMap<>();
  private final Faults faults = new Faults();
  private boolean rotationEnabled = true;
  private int reads;

  public InMemoryKeyRing(KeyRing first) {
    rings.put(FIRST, first);
    attach(FIRST, CURRENT);
  }

  /** The copy that a function has of a ring of one key. */
  public static KeyRingCache cacheOf(SigningKey key, Clock clock) {
    return new InMemoryKeyRing(KeyRing.of(key)).cache(clock);
  }

  /** A function's copy of this. */
  public KeyRingCache cache(Clock clock) {
    return new KeyRingCache(this, KeyRingCache.DEFAULT_REFRESH, clock);
  }

  public Faults faults() {
    return faults;
  }

  /** How often the current ring was asked for, in vain or not. */
  public int reads() {
    return reads;
  }

  /** A rotation begins: the version is pending and has no ring. */
  public void begin(String version) {
    attach(version, PENDING);
  }

  public void disableRotation() {
    rotationEnabled = false;
  }

  /** Puts another ring in the current one's place, as an owner may do by hand. */
  public void replace(KeyRing ring) {
    rings.put(current(), ring);
  }

  @Override
  public String id() {
    return "arn:aws:secretsmanager:us-east-1:123456789012:secret:accounts-SigningKeysSecret-Local1";
  }

  @Override
  public KeyRing read() {
    reads++;
    faults.check();
    return ring(current());
  }

  @Override
  public Status status() {
    faults.check();
    Map<String, Set<String>> copy = new HashMap<>();
    stages.forEach((version, labels) -> copy.put(version, Set.copyOf(labels)));
    copy.values().removeIf(Set::isEmpty);
    return new Status(rotationEnabled, copy);
  }

  @Override
  public Optional<KeyRing> pending(String version) {
    faults.check();
    return stages.getOrDefault(version, Set.of()).contains(PENDING)
        ? Optional.ofNullable(rings.get(version))
        : Optional.empty();
  }

  @Override
  public void putPending(String version, KeyRing ring) {
    faults.check();
    if (rings.putIfAbsent(version, ring) == null) {
      attach(version, PENDING);
    }
  }

  @Override
  public void makeCurrent(String version, String instead) {
    faults.check();
    if (!instead.equals(current())) {
      throw new IllegalStateException(instead + " is not the current version");
    }
    attach(instead, "AWSPREVIOUS");
    attach(version, CURRENT);
  }

  @Override
  public void discard(String version) {
    faults.check();
    stages.getOrDefault(version, new TreeSet<>()).remove(PENDING);
  }

  private void attach(String version, String stage) {
    stages.values().forEach(labels -> labels.remove(stage));
    stages.computeIfAbsent(version, v -> new TreeSet<>()).add(stage);
  }

  private String current() {
    return stages.entrySet().stream()
        .filter(entry -> entry.getValue().contains(CURRENT))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private KeyRing ring(String version) {
    @Nullable KeyRing ring = rings.get(version);
    if (ring == null) {
      throw new IllegalStateException(version + " has no ring");
    }
    return ring;
  }
}
