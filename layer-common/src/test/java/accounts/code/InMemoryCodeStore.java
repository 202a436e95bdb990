package accounts.code;

import accounts.member.MemberId;
import accounts.testing.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Codes in a map. */
public final class InMemoryCodeStore implements CodeStore {
  private record Stored(String digest, long tries, Instant expiresAt) {}

  private final Map<String, Stored> codes = new HashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemoryCodeStore(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  @Override
  public synchronized void put(MemberId member, CodePurpose purpose, String digest) {
    faults.check();
    Instant expiry = clock.instant().plus(purpose.lifetime());
    codes.put(key(member, purpose), new Stored(digest, 0, expiry));
  }

  @Override
  public synchronized Optional<SpentCode> spend(
      MemberId member, CodePurpose purpose, String digest) {
    faults.check();
    String key = key(member, purpose);
    Stored stored = codes.get(key);
    if (stored == null || !clock.instant().isBefore(stored.expiresAt())) {
      return Optional.empty();
    }
    codes.remove(key);
    if (stored.digest().equals(digest)) {
      long remaining = Duration.between(clock.instant(), stored.expiresAt()).toMillis();
      return Optional.of(new SpentCode(digest, stored.tries(), remaining));
    }
    if (stored.tries() + 1 < MOST_TRIES) {
      codes.put(key, new Stored(stored.digest(), stored.tries() + 1, stored.expiresAt()));
    }
    return Optional.empty();
  }

  @Override
  public synchronized void remove(MemberId member, CodePurpose purpose) {
    faults.check();
    codes.remove(key(member, purpose));
  }

  @Override
  public synchronized void restore(MemberId member, CodePurpose purpose, SpentCode code) {
    faults.check();
    codes.putIfAbsent(
        key(member, purpose),
        new Stored(
            code.digest(), code.tries(), clock.instant().plusMillis(code.remainingMillis())));
  }

  private static String key(MemberId member, CodePurpose purpose) {
    return member.value() + ":" + purpose.key();
  }
}
