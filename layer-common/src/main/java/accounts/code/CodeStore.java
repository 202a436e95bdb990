package accounts.code;

import accounts.member.MemberId;
import java.time.Duration;

/**
 * Where the codes are kept, as digests: one per member and purpose, for the purpose's lifetime.
 *
 * <p>Every method may throw {@link accounts.store.StoreUnavailableException}.
 */
public interface CodeStore {
  /** How many wrong codes a stored one survives, less one: the fifth takes it away. */
  int MOST_TRIES = 5;

  /**
   * How long a code is held for whoever claimed it: longer than a function that uses codes lives
   * (10 seconds), so that nobody who still holds one is overtaken.
   */
  Duration LEASE = Duration.ofSeconds(12);

  /**
   * Names the one who holds a code; nobody else has the same.
   *
   * @param id random
   */
  record Claim(String id) {}

  /** Stores a code in place of an older one. */
  void put(MemberId member, CodePurpose purpose, String digest);

  /**
   * Holds the code for {@link #LEASE} if the digest is the stored one and nobody holds it, in one
   * step; counts a try if it is another digest. After that time the code is as before, but for its
   * lifetime, which goes on.
   *
   * @return whether it is held now
   */
  boolean claim(MemberId member, CodePurpose purpose, String digest, Claim claim);

  /** Takes the code away, if it is held by that claim (still, or was last). */
  void finish(MemberId member, CodePurpose purpose, Claim claim);

  /** Gives the code back with its tries and its remaining lifetime, if it is held by that claim. */
  void release(MemberId member, CodePurpose purpose, Claim claim);

  /** Takes a code away, if there is one. */
  void remove(MemberId member, CodePurpose purpose);
}
