package accounts.member;

import accounts.event.Actor;
import accounts.event.EventType;
import accounts.event.MemberEvent;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.password.PasswordHash;
import accounts.testing.Faults;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members in a map. */
public final class InMemoryMemberStore implements MemberStore {
  private final Map<MemberId, Member> members = new LinkedHashMap<>();
  private final List<OutboxMail> mails = new ArrayList<>();
  private final Map<Email, Reservation> reserved = new HashMap<>();
  private final List<Told> events = new ArrayList<>();
  private final Map<Email, Stranger> strangers = new HashMap<>();
  private final Map<Nickname, Instant> held = new HashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemoryMemberStore(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  /** An event and the number that it got. */
  public record Told(MemberId member, long sequence, MemberEvent event) {}

  /** What was told of all members, in the order in which it happened. */
  public List<Told> events() {
    return events;
  }

  /** What was told of them: the types. */
  public synchronized List<EventType> eventTypes() {
    return events.stream().map(told -> told.event().type()).toList();
  }

  /** Tells of a change of a member who is stored, or just was, and numbers it. */
  public synchronized void tell(Member before, MemberEvent... what) {
    long sequence = before.version();
    for (MemberEvent event : what) {
      sequence++;
      events.add(new Told(before.id(), sequence, event));
    }
    Member now = members.get(before.id());
    if (now != null) {
      put(Members.versioned(now, now.status(), now.expiresAt(), now.lock(), sequence));
    }
  }

  /** Changes status, expiry and failed logins. */
  public synchronized void set(
      Member member, MemberStatus status, Optional<Instant> expiresAt, Optional<LoginLock> lock) {
    put(Members.versioned(member, status, expiresAt, lock, member.version()));
  }

  private record Reservation(MemberId member, Instant until) {}

  /** Keeps an address for a member who had it. */
  public synchronized void reserve(Email email, MemberId member, Instant until) {
    reserved.put(email, new Reservation(member, until));
  }

  public synchronized void release(Email email) {
    reserved.remove(email);
  }

  @Override
  public synchronized boolean isFree(Email email, MemberId member) {
    faults.check();
    return couldHave(email, member);
  }

  /** As {@link #isFree}, for another fake. */
  public synchronized boolean couldHave(Email email, MemberId member) {
    Reservation reservation = reserved.get(email);
    return findByEmailKey(email).filter(m -> !m.id().equals(member)).isEmpty()
        && (reservation == null
            || reservation.member().equals(member)
            || !clock.instant().isBefore(reservation.until()));
  }

  public synchronized void remove(MemberId member) {
    members.remove(member);
  }

  /** The mails that came with new members and with changes of theirs. */
  public List<OutboxMail> mails() {
    return mails;
  }

  /** Stores a member as it is, in place of one with its id. */
  public synchronized void put(Member member) {
    members.put(member.id(), member);
  }

  @Override
  public synchronized Creation create(Member member, OutboxMail mail) {
    faults.check();
    if (!couldHave(member.email(), member.id())) {
      return Creation.EMAIL_TAKEN;
    }
    if (isTaken(member.nickname())) {
      return Creation.NICKNAME_TAKEN;
    }
    put(member);
    mails.add(mail);
    tell(
        member,
        MemberEvent.signedUp(
            member.email().address(), member.nickname().text(), member.language().tag()));
    return Creation.CREATED;
  }

  private boolean isTaken(Nickname nickname) {
    return living().stream().anyMatch(m -> m.nickname().equals(nickname))
        || (held.containsKey(nickname) && clock.instant().isBefore(held.get(nickname)));
  }

  @Override
  public synchronized Optional<MemberId> holder(Email email) {
    faults.check();
    return findByEmailKey(email)
        .map(Member::id)
        .or(
            () ->
                Optional.ofNullable(reserved.get(email))
                    .filter(reservation -> clock.instant().isBefore(reservation.until()))
                    .map(Reservation::member));
  }

  @Override
  public synchronized Optional<Creation> pretendCreate(
      Member member, MemberId holder, OutboxMail notice) {
    if (!holder(member.email()).equals(Optional.of(holder))) {
      return Optional.empty();
    }
    if (isTaken(member.nickname())) {
      return Optional.of(Creation.NICKNAME_TAKEN);
    }
    held.put(member.nickname(), member.expiresAt().orElseThrow());
    mails.add(notice);
    return Optional.of(Creation.CREATED);
  }

  @Override
  public synchronized void rehearseCreate(Member member, OutboxMail mail) {
    faults.check();
  }

  @Override
  public synchronized Import importMember(Member member, Actor actor, boolean announce) {
    Import result = foreseeImport(member);
    if (result == Import.IMPORTED) {
      put(member);
      if (announce) {
        tell(
            member,
            MemberEvent.imported(
                member.email().address(), member.nickname().text(), member.status().name(), actor));
      }
    }
    return result;
  }

  @Override
  public synchronized Import foreseeImport(Member member) {
    Optional<Member> sameId = find(member.id());
    if (sameId.isPresent()) {
      return sameId.get().email().equals(member.email()) ? Import.ALREADY_THERE : Import.ID_TAKEN;
    }
    if (!couldHave(member.email(), member.id())) {
      return Import.EMAIL_TAKEN;
    }
    return living().stream().anyMatch(m -> m.nickname().equals(member.nickname()))
        ? Import.NICKNAME_TAKEN
        : Import.IMPORTED;
  }

  @Override
  public synchronized Optional<Member> findByEmail(Email email) {
    faults.check();
    return findByEmailKey(email);
  }

  @Override
  public synchronized Optional<Member> findByEmail(Email email, MemberId decoy) {
    return findByEmail(email);
  }

  private Optional<Member> findByEmailKey(Email email) {
    return living().stream().filter(m -> m.email().equals(email)).findFirst();
  }

  @Override
  public synchronized Optional<Member> find(MemberId id) {
    faults.check();
    return Optional.ofNullable(members.get(id)).filter(m -> m.existsAt(clock.instant()));
  }

  @Override
  public synchronized Optional<Member> findByNickname(Nickname nickname) {
    faults.check();
    return living().stream().filter(m -> m.nickname().equals(nickname)).findFirst();
  }

  @Override
  public synchronized Page list(int limit, Optional<String> from) {
    faults.check();
    int start;
    try {
      start = from.map(Integer::parseInt).orElse(0);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Not a position", e);
    }
    List<Member> all = living();
    int end = Math.min(all.size(), start + limit);
    return new Page(
        all.subList(start, end),
        end < all.size() ? Optional.of(Integer.toString(end)) : Optional.empty());
  }

  @Override
  public synchronized boolean activate(Member member) {
    faults.check();
    Optional<Member> found = living().stream().filter(m -> m.id().equals(member.id())).findFirst();
    if (found.isEmpty() || found.get().status() == MemberStatus.DISABLED) {
      return false;
    }
    if (found.get().status() == MemberStatus.PENDING) {
      set(found.get(), MemberStatus.ACTIVE, Optional.empty(), Optional.empty());
      tell(found.get(), MemberEvent.verified());
    }
    return true;
  }

  @Override
  public synchronized ProfileUpdate updateProfile(
      Member member, Nickname nickname, Language language) {
    faults.check();
    Optional<Member> found =
        find(member.id())
            .filter(m -> m.status() == MemberStatus.ACTIVE)
            .filter(m -> m.nickname().text().equals(member.nickname().text()))
            .filter(m -> m.language() == member.language());
    if (found.isEmpty()) {
      return ProfileUpdate.STALE;
    }
    if (living().stream()
        .anyMatch(m -> m.nickname().equals(nickname) && !m.id().equals(member.id()))) {
      return ProfileUpdate.NICKNAME_TAKEN;
    }
    put(found.get().withProfile(nickname, language));
    tell(found.get(), MemberEvent.profileUpdated(nickname.text(), language.tag()));
    return ProfileUpdate.UPDATED;
  }

  @Override
  public synchronized boolean replacePasswordHash(
      MemberId id, PasswordHash old, PasswordHash replacement) {
    faults.check();
    Member member = members.get(id);
    if (member == null || !member.passwordHash().equals(old)) {
      return false;
    }
    put(member.withPasswordHash(replacement));
    return true;
  }

  @Override
  public synchronized Optional<LoginLock> recordFailedLogin(Member member, OutboxMail notice) {
    faults.check();
    Optional<Member> found =
        find(member.id())
            .filter(m -> m.passwordHash().equals(member.passwordHash()))
            .filter(m -> m.status() == member.status())
            .filter(m -> m.lock().flatMap(l -> l.lockedFor(clock.instant())).isEmpty());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    LoginLock lock = LoginLock.afterFailure(found.get().lock(), clock.instant());
    set(found.get(), found.get().status(), found.get().expiresAt(), Optional.of(lock));
    tell(found.get(), MemberEvent.loginFailed(lock.failures()));
    lock.lockedUntil()
        .ifPresent(
            until ->
                tell(find(member.id()).orElseThrow(), MemberEvent.locked(lock.failures(), until)));
    if (lock.isToBeTold(found.get().lockToldAt())) {
      put(Members.told(find(member.id()).orElseThrow(), lock.failedAt()));
      if (member.status() == MemberStatus.ACTIVE) {
        mails.add(notice);
      }
    }
    return Optional.of(lock);
  }

  @Override
  public synchronized Stranger findStranger(Email email) {
    faults.check();
    return strangers.getOrDefault(email, Stranger.unknown(email));
  }

  @Override
  public synchronized Optional<LoginLock> recordFailedLogin(Stranger stranger, OutboxMail notice) {
    Stranger there = findStranger(stranger.email());
    if (there.lock().flatMap(l -> l.lockedFor(clock.instant())).isPresent()) {
      return Optional.empty();
    }
    LoginLock lock = LoginLock.afterFailure(there.lock(), clock.instant());
    strangers.put(
        there.email(),
        new Stranger(there.email(), Optional.of(lock), there.lockToldAt(), there.version() + 1));
    return Optional.of(lock);
  }

  @Override
  public synchronized Recording suppress(Email email, Suppression suppression, Instant sentAt) {
    faults.check();
    Optional<Member> found = findByEmailKey(email);
    if (found.isEmpty() || found.get().createdAt().isAfter(sentAt)) {
      return Recording.NOBODY;
    }
    if (found.get().suppression().filter(s -> !s.at().isBefore(suppression.at())).isPresent()) {
      return Recording.KNOWN;
    }
    put(Members.suppressed(found.get(), suppression));
    return Recording.RECORDED;
  }

  private List<Member> living() {
    return members.values().stream().filter(m -> m.existsAt(clock.instant())).toList();
  }
}
