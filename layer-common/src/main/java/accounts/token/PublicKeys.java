package accounts.token;

import java.time.Clock;
import java.util.List;

/** The public keys of the ring, for others who verify tokens. */
public final class PublicKeys {
  private final KeyRingCache keys;
  private final Clock clock;

  public PublicKeys(KeyRingCache keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The keys whose tokens are accepted now, and those that will sign soon; none where tokens are
   * signed by HS256 only.
   *
   * @throws accounts.store.StoreUnavailableException if there are no keys
   */
  public List<PublicKey> list() {
    return keys.ring().publicKeys(clock.instant());
  }
}
