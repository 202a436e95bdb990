package accounts.limit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts, for all functions together.
 *
 * <p>A quota has as many places as it allows in its window; one that is taken is free again when
 * the window is over. So no span of that length ever sees more, wherever it begins and however many
 * come at once.
 *
 * <p>Every method may throw {@link accounts.store.StoreUnavailableException}.
 */
public interface RateLimiter {
  /**
   * How a try went.
   *
   * @param place what was taken; nothing if a quota is used up
   * @param retryAfter zero if a place was taken, else how long until there is one
   */
  record Result(Optional<Place> place, Duration retryAfter) {}

  /**
   * Takes a place of each quota, or of none.
   *
   * @param subject whose quotas they are; only a digest of it is stored
   * @param quotas those that limit something
   */
  Result take(String subject, List<Quota> quotas);

  /** Gives back what was taken of that quota. */
  void giveBack(Place place, Quota quota);

  /** Asks the store for the same as {@link #take} and takes nothing. For priming. */
  void rehearse(String subject, List<Quota> quotas);
}
