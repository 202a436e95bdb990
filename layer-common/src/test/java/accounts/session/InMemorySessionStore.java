package accounts.session;

import accounts.event.Actor;
import accounts.event.MemberEvent;
import accounts.event.SessionsEnded;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.testing.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sessions in a map, under the lock of their members. */
public final class InMemorySessionStore implements SessionStore {
  private final Map<SessionId, Session> sessions = new HashMap<>();
  private final Faults faults = new Faults();
  private final InMemoryMemberStore members;
  private final Clock clock;

  /**
   * @param members whose sessions these are
   */
  public InMemorySessionStore(InMemoryMemberStore members, Clock clock) {
    this.members = members;
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  public Map<SessionId, Session> sessions() {
    return sessions;
  }

  /** Stores a session as it is. */
  public void put(Session session) {
    sessions.put(session.id(), session);
  }

  @Override
  public boolean create(Session session, Member member) {
    synchronized (members) {
      faults.check();
      Optional<Member> asRead =
          members
              .find(session.member())
              .filter(m -> m.status() == MemberStatus.ACTIVE)
              .filter(m -> m.passwordHash().equals(member.passwordHash()))
              .filter(m -> m.lock().flatMap(l -> l.lockedFor(clock.instant())).isEmpty());
      if (asRead.isPresent()) {
        put(session);
        Member found = asRead.get();
        members.set(found, found.status(), found.expiresAt(), Optional.empty());
        members.tell(
            found, MemberEvent.login(session.id().value(), session.address(), session.userAgent()));
      }
      return asRead.isPresent();
    }
  }

  @Override
  public Optional<Session> find(MemberId member, SessionId id) {
    synchronized (members) {
      faults.check();
      return living(member).filter(s -> s.id().equals(id)).findFirst();
    }
  }

  @Override
  public List<Session> ofMember(MemberId member) {
    synchronized (members) {
      faults.check();
      return living(member).toList();
    }
  }

  private Stream<Session> living(MemberId member) {
    return sessions.values().stream()
        .filter(s -> s.member().equals(member) && clock.instant().isBefore(s.expiresAt()));
  }

  @Override
  public Rotation rotate(MemberId member, SessionId id, long generation, Duration lifetime) {
    synchronized (members) {
      faults.check();
      Instant now = clock.instant();
      Session session = sessions.get(id);
      if (session == null
          || !session.member().equals(member)
          || !now.isBefore(session.expiresAt())) {
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
  }

  @Override
  public boolean end(MemberId member, SessionId id, SessionsEnded reason) {
    synchronized (members) {
      faults.check();
      Optional<Member> owner = members.find(member);
      boolean known = living(member).anyMatch(s -> s.id().equals(id));
      if (known) {
        sessions.remove(id);
      }
      if (known && owner.isPresent()) {
        boolean reused = reason == SessionsEnded.TOKEN_REUSED;
        MemberEvent ended =
            MemberEvent.sessionEnded(reason, id.value(), reused ? Actor.unknown() : Actor.member());
        if (reused) {
          members.tell(owner.get(), MemberEvent.tokenReuseDetected(id.value()), ended);
        } else {
          members.tell(owner.get(), ended);
        }
      }
      return known;
    }
  }
}
