package accounts.session;

import accounts.member.MemberId;
import java.time.Duration;
import java.util.Optional;

/**
 * Where sessions are kept. One that has expired is not there, whether deleted yet or not.
 *
 * <p>Every method may throw {@link accounts.store.StoreUnavailableException}.
 */
public interface SessionStore {
  /**
   * What a rotation met.
   *
   * @param rotated whether it took place
   * @param session as it is now; nothing if there is none
   */
  record Rotation(boolean rotated, Optional<Session> session) {}

  void create(Session session);

  /**
   * Moves the session from that generation to the next, in one write, and prolongs it.
   *
   * @param lifetime from now to its new expiry
   */
  Rotation rotate(MemberId member, SessionId id, long generation, Duration lifetime);

  void end(MemberId member, SessionId id);
}
