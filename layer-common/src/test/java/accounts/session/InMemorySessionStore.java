package accounts.session;

import accounts.member.MemberId;
import accounts.testing.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sessions in a map. */
public final class InMemorySessionStore implements SessionStore {
  private final Map<SessionId, Session> sessions = new HashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemorySessionStore(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  public Map<SessionId, Session> sessions() {
    return sessions;
  }

  @Override
  public synchronized void create(Session session) {
    faults.check();
    sessions.putIfAbsent(session.id(), session);
  }

  @Override
  public synchronized Rotation rotate(
      MemberId member, SessionId id, long generation, Duration lifetime) {
    faults.check();
    Instant now = clock.instant();
    Session session = sessions.get(id);
    if (session == null || !session.member().equals(member) || !now.isBefore(session.expiresAt())) {
      return new Rotation(false, Optional.empty());
    }
    if (session.generation() != generation) {
      return new Rotation(false, Optional.of(session));
    }
    Session rotated =
        new Session(
            id,
            member,
            generation + 1,
            session.createdAt(),
            now.truncatedTo(ChronoUnit.MILLIS),
            now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS),
            session.userAgent(),
            session.address());
    sessions.put(id, rotated);
    return new Rotation(true, Optional.of(rotated));
  }

  @Override
  public synchronized void end(MemberId member, SessionId id) {
    faults.check();
    Session session = sessions.get(id);
    if (session != null && session.member().equals(member)) {
      sessions.remove(id);
    }
  }
}
