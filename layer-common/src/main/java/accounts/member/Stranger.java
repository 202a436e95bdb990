package accounts.member;

import java.time.Instant;
import java.util.Optional;

/**
 * An email that no member has, as far as logins were tried with it.
 *
 * @param lock the failed logins; nothing if there are none
 * @param lockToldAt when a member would have been told of the lock
 * @param version of what is stored; 0 if nothing is
 */
public record Stranger(
    Email email, Optional<LoginLock> lock, Optional<Instant> lockToldAt, long version) {
  /** One of whom nothing is known. */
  public static Stranger unknown(Email email) {
    return new Stranger(email, Optional.empty(), Optional.empty(), 0);
  }
}
