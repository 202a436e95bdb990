package accounts.session;

import accounts.event.SessionsEnded;
import accounts.member.Member;
import accounts.member.MemberId;
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
   * Begins a session, with its event, and forgets failed logins, if the member is active, still has
   * that password, and the login is not locked.
   *
   * @param member as read, or with the hash that it got since
   * @return false if not; then nothing is stored
   */
  boolean create(Session session, Member member);

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
   * Ends a session, with its event.
   *
   * @param reason of the events; of {@link SessionsEnded#TOKEN_REUSED} another event tells first
   * @return whether there was one
   */
  boolean end(MemberId member, SessionId id, SessionsEnded reason);
}
