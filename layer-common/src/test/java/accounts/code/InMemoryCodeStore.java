package accounts.code;

import accounts.member.MemberId;
import accounts.store.StoreUnavailableException;
import accounts.testing.Faults;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Codes in a map. */
public final class InMemoryCodeStore implements CodeStore {
  private record Stored(
      String digest, long tries, Instant expiresAt, Optional<Claim> claim, Instant heldUntil) {
    static Stored of(String digest, Instant expiresAt) {
      return new Stored(digest, 0, expiresAt, Optional.empty(), Instant.EPOCH);
    }

    Stored triedInVain() {
      return new Stored(digest, tries + 1, expiresAt, claim, heldUntil);
    }

    Stored heldBy(Claim holder, Instant until) {
      return new Stored(digest, tries, expiresAt, Optional.of(holder), until);
    }

    Stored free() {
      return new Stored(digest, tries, expiresAt, Optional.empty(), Instant.EPOCH);
    }
  }

  private final Map<String, Stored> codes = new HashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;
  private boolean losesAnswer;

  public InMemoryCodeStore(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  /** The next code is claimed, but nobody is told. */
  synchronized void loseAnswerOfNextClaim() {
    losesAnswer = true;
  }

  @Override
  public synchronized void put(MemberId member, CodePurpose purpose, String digest) {
    faults.check();
    Instant expiry = clock.instant().plus(purpose.lifetime());
    codes.put(key(member, purpose), Stored.of(digest, expiry));
  }

  @Override
  public synchronized boolean claim(
      MemberId member, CodePurpose purpose, String digest, Claim claim) {
    faults.check();
    String key = key(member, purpose);
    Stored stored = codes.get(key);
    Instant now = clock.instant();
    if (stored == null || !now.isBefore(stored.expiresAt())) {
      return false;
    }
    if (!stored.digest().equals(digest)) {
      if (stored.tries() + 1 < MOST_TRIES) {
        codes.put(key, stored.triedInVain());
      } else {
        codes.remove(key);
      }
      return false;
    }
    if (now.isBefore(stored.heldUntil())) {
      return false;
    }
    codes.put(key, stored.heldBy(claim, now.plus(LEASE)));
    if (losesAnswer) {
      losesAnswer = false;
      throw new StoreUnavailableException("The fake", new IOException("answer lost"));
    }
    return true;
  }

  @Override
  public synchronized void finish(MemberId member, CodePurpose purpose, Claim claim) {
    faults.check();
    if (isHeldBy(member, purpose, claim)) {
      codes.remove(key(member, purpose));
    }
  }

  @Override
  public synchronized void release(MemberId member, CodePurpose purpose, Claim claim) {
    faults.check();
    if (isHeldBy(member, purpose, claim)) {
      codes.computeIfPresent(key(member, purpose), (key, stored) -> stored.free());
    }
  }

  private boolean isHeldBy(MemberId member, CodePurpose purpose, Claim claim) {
    Stored stored = codes.get(key(member, purpose));
    return stored != null && stored.claim().equals(Optional.of(claim));
  }

  @Override
  public synchronized void remove(MemberId member, CodePurpose purpose) {
    faults.check();
    codes.remove(key(member, purpose));
  }

  private static String key(MemberId member, CodePurpose purpose) {
    return member.value() + ":" + purpose.key();
  }
}
