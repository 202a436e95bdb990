package accounts.account;

import accounts.event.Actor;
import accounts.event.EventType;
import accounts.event.MemberEvent;
import accounts.event.MemberEvent.EmailChangedBy;
import accounts.event.MemberEvent.PasswordChangedBy;
import accounts.event.SessionsEnded;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.password.PasswordHash;
import accounts.session.InMemorySessionStore;
import accounts.session.SessionId;
import accounts.testing.Faults;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of the members and sessions of two fakes, under the lock that both have. */
public final class InMemoryAccountStore implements AccountStore {
  private final InMemoryMemberStore members;
  private final InMemorySessionStore sessions;
  private final Map<MemberId, PasswordReset> resets = new HashMap<>();
  private final Map<MemberId, EmailChange> changes = new HashMap<>();
  private final Map<MemberId, List<FormerEmail>> formers = new HashMap<>();
  private final Map<MemberId, MemberStatus> before = new HashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemoryAccountStore(
      InMemoryMemberStore members, InMemorySessionStore sessions, Clock clock) {
    this.members = members;
    this.sessions = sessions;
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  private boolean isAsRead(Member read) {
    return members
        .find(read.id())
        .filter(m -> m.passwordHash().equals(read.passwordHash()))
        .filter(m -> m.email().address().equals(read.email().address()))
        .filter(m -> m.status() == read.status())
        .isPresent();
  }

  private boolean isFuture(Instant expiry) {
    return clock.instant().isBefore(expiry);
  }

  private void set(Member member, Email email, PasswordHash hash) {
    Member current = members.find(member.id()).orElseThrow();
    Member changed = Members.withCredentials(current, email, hash);
    boolean newPassword = !hash.equals(current.passwordHash());
    members.put(newPassword ? Members.locked(changed, Optional.empty()) : changed);
  }

  private void tell(MemberId member, MemberEvent... events) {
    members.find(member).ifPresent(current -> members.tell(current, events));
  }

  /** Ends what a new password ends, and tells of the sessions if there were any. */
  private void endWhatThePasswordGuards(
      MemberId member, Optional<SessionId> kept, SessionsEnded reason, Actor actor) {
    boolean some =
        sessions.ofMember(member).stream().anyMatch(s -> !Optional.of(s.id()).equals(kept));
    removeSessions(member, kept);
    resets.remove(member);
    changes.remove(member);
    if (some) {
      tell(member, MemberEvent.sessionsEnded(reason, kept.map(SessionId::value), actor));
    }
  }

  private void removeSessions(MemberId member, Optional<SessionId> kept) {
    sessions
        .sessions()
        .values()
        .removeIf(s -> s.member().equals(member) && !Optional.of(s.id()).equals(kept));
  }

  @Override
  public Change changePassword(
      Member member, PasswordHash hash, Optional<SessionId> kept, OutboxMail mail) {
    synchronized (members) {
      faults.check();
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      set(member, member.email(), hash);
      tell(member.id(), MemberEvent.passwordChanged(PasswordChangedBy.CHANGE));
      endWhatThePasswordGuards(member.id(), kept, SessionsEnded.PASSWORD_CHANGED, Actor.member());
      members.mails().add(mail);
      return Change.DONE;
    }
  }

  @Override
  public Change requestReset(Member member, PasswordReset reset, OutboxMail mail) {
    synchronized (members) {
      faults.check();
      Optional<Member> found =
          members
              .find(member.id())
              .filter(m -> m.status() != MemberStatus.DISABLED)
              .filter(m -> m.email().address().equals(member.email().address()));
      if (found.isEmpty()) {
        return Change.STALE;
      }
      resets.put(member.id(), reset);
      members.mails().add(mail);
      return Change.DONE;
    }
  }

  @Override
  public void pretendReset(Member nobody, PasswordReset reset, OutboxMail mail) {
    faults.check();
  }

  @Override
  public Optional<PasswordReset> findReset(MemberId member) {
    synchronized (members) {
      faults.check();
      return Optional.ofNullable(resets.get(member)).filter(r -> isFuture(r.expiresAt()));
    }
  }

  @Override
  public Change confirmReset(
      Member member, PasswordReset reset, PasswordHash hash, OutboxMail mail) {
    synchronized (members) {
      if (findReset(member.id()).filter(r -> r.digest().equals(reset.digest())).isEmpty()) {
        return Change.STALE;
      }
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      set(member, member.email(), hash);
      tell(member.id(), MemberEvent.passwordChanged(PasswordChangedBy.RESET));
      endWhatThePasswordGuards(
          member.id(), Optional.empty(), SessionsEnded.PASSWORD_RESET, Actor.member());
      members.mails().add(mail);
      return Change.DONE;
    }
  }

  @Override
  public Change requestEmailChange(Member member, EmailChange change, OutboxMail mail) {
    synchronized (members) {
      faults.check();
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      if (!members.couldHave(change.email(), member.id())) {
        return Change.EMAIL_TAKEN;
      }
      changes.put(member.id(), change);
      tell(member.id(), MemberEvent.of(EventType.EMAIL_CHANGE_REQUESTED, Actor.member()));
      members.mails().add(mail);
      return Change.DONE;
    }
  }

  @Override
  public Optional<EmailChange> findEmailChange(MemberId member) {
    synchronized (members) {
      faults.check();
      return Optional.ofNullable(changes.get(member)).filter(c -> isFuture(c.expiresAt()));
    }
  }

  @Override
  public Change confirmEmailChange(
      Member member, EmailChange change, FormerEmail former, OutboxMail mail) {
    synchronized (members) {
      boolean asked =
          findEmailChange(member.id())
              .filter(c -> c.email().address().equals(change.email().address()))
              .isPresent();
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      if (!members.couldHave(change.email(), member.id())) {
        return Change.EMAIL_TAKEN;
      }
      if (!asked) {
        return Change.STALE;
      }
      set(member, change.email(), member.passwordHash());
      tell(member.id(), MemberEvent.emailChanged(change.email().address(), EmailChangedBy.CHANGE));
      members.release(change.email());
      members.reserve(former.email(), member.id(), former.undoUntil());
      formers.merge(
          member.id(),
          List.of(former),
          (before, more) ->
              java.util.stream.Stream.concat(before.stream(), more.stream()).toList());
      changes.remove(member.id());
      resets.remove(member.id());
      members.mails().add(mail);
      return Change.DONE;
    }
  }

  @Override
  public List<FormerEmail> formerEmails(MemberId member) {
    synchronized (members) {
      faults.check();
      return formers.getOrDefault(member, List.of()).stream()
          .filter(f -> isFuture(f.undoUntil()))
          .sorted(Comparator.comparing(FormerEmail::changedAt))
          .toList();
    }
  }

  @Override
  public Change undoEmailChange(
      Member member, FormerEmail former, Optional<PasswordHash> hash, Optional<OutboxMail> mail) {
    synchronized (members) {
      List<FormerEmail> known = formerEmails(member.id());
      if (!known.contains(former) || !isAsRead(member)) {
        return Change.STALE;
      }
      List<FormerEmail> left =
          known.stream().filter(f -> f.changedAt().isBefore(former.changedAt())).toList();
      known.forEach(f -> members.release(f.email()));
      left.forEach(f -> members.reserve(f.email(), member.id(), f.undoUntil()));
      members.release(former.email());
      formers.put(member.id(), left);
      set(member, former.email(), hash.orElse(member.passwordHash()));
      tell(member.id(), MemberEvent.emailChanged(former.email().address(), EmailChangedBy.UNDO));
      if (hash.isPresent()) {
        tell(member.id(), MemberEvent.passwordChanged(PasswordChangedBy.EMAIL_CHANGE_UNDO));
      }
      endWhatThePasswordGuards(
          member.id(), Optional.empty(), SessionsEnded.EMAIL_CHANGE_UNDONE, Actor.member());
      mail.ifPresent(members.mails()::add);
      return Change.DONE;
    }
  }

  @Override
  public Change delete(Member member, Optional<OutboxMail> mail, Actor actor) {
    synchronized (members) {
      faults.check();
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      Member current = members.find(member.id()).orElseThrow();
      formerEmails(member.id()).forEach(f -> members.release(f.email()));
      formers.remove(member.id());
      removeSessions(member.id(), Optional.empty());
      resets.remove(member.id());
      changes.remove(member.id());
      members.remove(member.id());
      members.tell(current, MemberEvent.of(EventType.DELETED, actor));
      members.mails().removeIf(m -> m.id().member().equals(member.id().value()));
      mail.ifPresent(members.mails()::add);
      return Change.DONE;
    }
  }

  @Override
  public Change endSessions(Member member, Actor actor) {
    synchronized (members) {
      faults.check();
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      removeSessions(member.id(), Optional.empty());
      SessionsEnded reason =
          actor.isOperator() ? SessionsEnded.ENDED_BY_OPERATOR : SessionsEnded.LOGOUT_ALL;
      tell(member.id(), MemberEvent.sessionsEnded(reason, Optional.empty(), actor));
      return Change.DONE;
    }
  }

  @Override
  public Change disable(Member member, Actor operator) {
    synchronized (members) {
      faults.check();
      if (member.status() == MemberStatus.DISABLED) {
        return Change.DONE;
      }
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      Member current = members.find(member.id()).orElseThrow();
      before.put(member.id(), current.status());
      members.set(current, MemberStatus.DISABLED, Optional.empty(), current.lock());
      tell(member.id(), MemberEvent.of(EventType.DISABLED, operator));
      endWhatThePasswordGuards(member.id(), Optional.empty(), SessionsEnded.DISABLED, operator);
      return Change.DONE;
    }
  }

  @Override
  public Change enable(Member member, Actor operator) {
    synchronized (members) {
      faults.check();
      if (member.status() != MemberStatus.DISABLED) {
        return Change.DONE;
      }
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      Member current = members.find(member.id()).orElseThrow();
      MemberStatus status = before.getOrDefault(member.id(), MemberStatus.ACTIVE);
      members.set(
          current,
          status,
          status == MemberStatus.PENDING
              ? Optional.of(clock.instant().plus(PENDING_AGAIN).truncatedTo(ChronoUnit.SECONDS))
              : Optional.empty(),
          current.lock());
      tell(member.id(), MemberEvent.of(EventType.ENABLED, operator));
      return Change.DONE;
    }
  }

  @Override
  public Change unlock(Member member, Actor operator) {
    synchronized (members) {
      faults.check();
      if (member.lock().isEmpty()) {
        return Change.DONE;
      }
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      Member current = members.find(member.id()).orElseThrow();
      members.set(current, current.status(), current.expiresAt(), Optional.empty());
      tell(member.id(), MemberEvent.of(EventType.UNLOCKED, operator));
      return Change.DONE;
    }
  }

  @Override
  public Change sendVerification(Member member, OutboxMail mail, Actor operator) {
    synchronized (members) {
      faults.check();
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      tell(member.id(), MemberEvent.of(EventType.VERIFICATION_SENT, operator));
      members.mails().add(mail);
      return Change.DONE;
    }
  }
}
