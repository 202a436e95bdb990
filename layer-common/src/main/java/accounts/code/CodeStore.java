package accounts.code;

import accounts.member.MemberId;
import java.util.Optional;

/**
 * Where the codes are kept, as digests: one per member and purpose, for the purpose's lifetime.
 *
 * <p>Every method may throw {@link accounts.store.StoreUnavailableException}.
 */
public interface CodeStore {
  /** How many wrong codes a stored one survives, less one: the fifth takes it away. */
  int MOST_TRIES = 5;

  /**
   * A code that was just spent: what it takes to put it back.
   *
   * @param tries wrong codes so far
   * @param remainingMillis of its lifetime
   */
  record SpentCode(String digest, long tries, long remainingMillis) {}

  /** Stores a code in place of an older one. */
  void put(MemberId member, CodePurpose purpose, String digest);

  /**
   * Spends the code if the digest is the stored one, in one step; else counts a try.
   *
   * @return nothing if it is another, or there is none (any more)
   */
  Optional<SpentCode> spend(MemberId member, CodePurpose purpose, String digest);

  /** Takes a code away, if there is one. */
  void remove(MemberId member, CodePurpose purpose);

  /** Puts a spent code back as it was, unless there is a newer one. */
  void restore(MemberId member, CodePurpose purpose, SpentCode code);
}
