package accounts.account;

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
    members.put(Members.withCredentials(current, email, hash));
  }

  private void endSessions(MemberId member, Optional<SessionId> kept) {
    sessions
        .sessions()
        .values()
        .removeIf(s -> s.member().equals(member) && !Optional.of(s.id()).equals(kept));
    resets.remove(member);
    changes.remove(member);
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
      endSessions(member.id(), kept);
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
      PasswordReset before = resets.get(member.id());
      boolean tooSoon =
          before != null
              && before.requestedAt().isAfter(reset.requestedAt().minus(PasswordReset.PAUSE));
      if (found.isEmpty() || tooSoon) {
        return Change.STALE;
      }
      resets.put(member.id(), reset);
      members.mails().add(mail);
      return Change.DONE;
    }
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
      return changePassword(member, hash, Optional.empty(), mail);
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
      endSessions(member.id(), Optional.empty());
      mail.ifPresent(members.mails()::add);
      return Change.DONE;
    }
  }

  @Override
  public Change delete(Member member, Optional<OutboxMail> mail) {
    synchronized (members) {
      faults.check();
      if (!isAsRead(member)) {
        return Change.STALE;
      }
      formerEmails(member.id()).forEach(f -> members.release(f.email()));
      formers.remove(member.id());
      endSessions(member.id(), Optional.empty());
      members.remove(member.id());
      members.mails().removeIf(m -> m.id().member().equals(member.id().value()));
      mail.ifPresent(members.mails()::add);
      return Change.DONE;
    }
  }
}
