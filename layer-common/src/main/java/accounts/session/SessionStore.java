package accounts.session;

import accounts.member.MemberId;
import accounts.password.PasswordHash;
import java.time.Duration;
import java.util.List;
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

  /**
   * Begins a session, if the member is active and still has that password.
   *
   * @return false if not; then nothing is stored
   */
  boolean create(Session session, PasswordHash hash);

  Optional<Session> find(MemberId member, SessionId id);

  /** All sessions of a member, in no order. */
  List<Session> ofMember(MemberId member);

  /**
   * Moves the session from that generation to the next, in one write, and prolongs it.
   *
   * @param lifetime from now to its new expiry
   */
  Rotation rotate(MemberId member, SessionId id, long generation, Duration lifetime);

  /**
   * Ends a session.
   *
   * @return whether there was one
   */
  boolean end(MemberId member, SessionId id);

  /** Ends all sessions of a member. */
  void endAll(MemberId member);
}
