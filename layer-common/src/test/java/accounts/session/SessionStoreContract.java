package accounts.session;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.event.SessionsEnded;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.member.LoginLock;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStore;
import accounts.member.Members;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.session.SessionStore.Rotation;
import accounts.testing.MutableClock;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link SessionStore} does. */
public abstract class SessionStoreContract {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MutableClock clock = MutableClock.startingNow();
  private final MemberStore members;
  private final SessionStore store;
  private final Member alice;
  private final MemberId member;

  /** The store, and that of the members whose sessions it has. */
  protected record Stores(MemberStore members, SessionStore sessions) {}

  /**
   * @param factory makes stores that may hold what other tests left in them
   */
  protected SessionStoreContract(Function<Clock, Stores> factory) {
    Stores stores = factory.apply(clock);
    this.members = stores.members();
    this.store = stores.sessions();
    this.alice = activeMember();
    this.member = alice.id();
  }

  private Member activeMember() {
    Member pending = pendingMember();
    members.activate(pending);
    return members.find(pending.id()).orElseThrow();
  }

  private Member pendingMember() {
    String name = "s" + HexFormat.of().toHexDigits(RANDOM.nextLong());
    Member pending = Members.pending(name + "@example.com", name, clock.instant());
    members.create(
        pending,
        OutboxMail.verificationCode(
            pending.id().value(),
            "ABC123",
            pending.email().address(),
            Language.ENGLISH,
            clock.instant()));
    return pending;
  }

  private static Session sessionOf(MemberId member, Instant now) {
    return new Session(
        SessionId.create(RANDOM), member, 0, now, now, now.plus(WEEK), "curl/8", "203.0.113.0/24");
  }

  private Session created() {
    Session session = sessionOf(member, clock.instant());
    assertThat(store.create(session, alice)).isTrue();
    return session;
  }

  @Test
  void rotate_currentGeneration_movesOnAndProlongs() {
    Session session = created();
    clock.advance(Duration.ofDays(6));

    Rotation rotation = store.rotate(member, session.id(), 0, WEEK);

    assertThat(rotation.rotated()).isTrue();
    assertThat(rotation.session())
        .contains(
            new Session(
                session.id(),
                member,
                1,
                session.createdAt(),
                clock.instant(),
                clock.instant().plus(WEEK),
                "curl/8",
                "203.0.113.0/24"));
  }

  @Test
  void create_memberNotAsRead_storesNothing() {
    Member pending = pendingMember();
    Member nobody = Members.active("nobody@example.com", "nobody", clock.instant());
    PasswordHash another = Members.HASHER.hash(Password.of("another password"));
    Session ofPending = sessionOf(pending.id(), clock.instant());
    Session ofNobody = sessionOf(nobody.id(), clock.instant());
    Session ofOldPassword = sessionOf(member, clock.instant());

    assertThat(store.create(ofPending, pending)).isFalse();
    assertThat(store.create(ofNobody, nobody)).isFalse();
    assertThat(store.create(ofOldPassword, alice.withPasswordHash(another))).isFalse();

    assertThat(store.ofMember(pending.id())).isEmpty();
    assertThat(store.ofMember(nobody.id())).isEmpty();
    assertThat(store.ofMember(member)).isEmpty();
    assertThat(members.find(nobody.id())).isEmpty();
  }

  @Test
  void find_session_isThereUntilItExpires() {
    Session session = created();

    assertThat(store.find(member, session.id())).contains(session);
    assertThat(store.find(member, SessionId.create(RANDOM))).isEmpty();
    assertThat(store.find(MemberId.create(clock.instant(), RANDOM), session.id())).isEmpty();
    clock.advance(WEEK.minusSeconds(1));
    assertThat(store.find(member, session.id())).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.find(member, session.id())).isEmpty();
  }

  @Test
  void ofMember_listsTheMembersOwnThatHaveNotExpired() {
    Session first = created();
    clock.advance(Duration.ofDays(1));
    Session second = created();
    Member bob = activeMember();
    Session other = sessionOf(bob.id(), clock.instant());
    store.create(other, bob);

    assertThat(store.ofMember(member)).containsExactlyInAnyOrder(first, second);
    clock.advance(Duration.ofDays(6));
    assertThat(store.ofMember(member)).containsExactly(second);
  }

  @Test
  void create_loginThatIsLocked_storesNothing() {
    for (int i = 0; i < LoginLock.FIRST_LOCKING; i++) {
      assertThat(members.recordFailedLogin(alice, Members.lockNotice(alice))).isPresent();
    }
    Session session = sessionOf(member, clock.instant());

    assertThat(store.create(session, alice)).isFalse();
    assertThat(store.ofMember(member)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.create(session, alice)).isTrue();
    assertThat(members.find(member).orElseThrow().lock()).isEmpty();
  }

  @Test
  void create_manyAtOnce_storesAll() throws Exception {
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Session session = sessionOf(member, clock.instant());
      calls.add(() -> store.create(session, alice));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Boolean> begun : threads.invokeAll(calls)) {
        assertThat(begun.get()).isTrue();
      }
    }

    assertThat(store.ofMember(member)).hasSize(20);
    assertThat(members.find(member).orElseThrow().version()).isEqualTo(alice.version() + 20);
  }

  @Test
  void rotate_olderGeneration_changesNothingAndTellsTheSession() {
    Session session = created();
    store.rotate(member, session.id(), 0, WEEK);
    clock.advance(Duration.ofSeconds(3));

    Rotation rotation = store.rotate(member, session.id(), 0, WEEK);

    assertThat(rotation.rotated()).isFalse();
    assertThat(rotation.session().orElseThrow().generation()).isEqualTo(1);
    assertThat(rotation.session().orElseThrow().rotatedAt())
        .isEqualTo(clock.instant().minusSeconds(3));
  }

  @Test
  void rotate_sessionThatExpiresNow_isGone() {
    Session session = created();
    clock.advance(WEEK.minusSeconds(1));
    assertThat(store.rotate(member, session.id(), 5, WEEK).session()).isPresent();

    clock.advance(Duration.ofSeconds(1));
    Rotation rotation = store.rotate(member, session.id(), 0, WEEK);

    assertThat(rotation.rotated()).isFalse();
    assertThat(rotation.session()).isEmpty();
  }

  @Test
  void rotate_unknownSessionOrOtherMember_isGone() {
    Session session = created();
    MemberId other = MemberId.create(clock.instant(), RANDOM);

    assertThat(store.rotate(member, SessionId.create(RANDOM), 0, WEEK).session()).isEmpty();
    assertThat(store.rotate(other, session.id(), 0, WEEK).session()).isEmpty();
  }

  @Test
  void end_expiredSession_tellsThatThereWasNone() {
    Session session = created();
    clock.advance(WEEK);

    assertThat(store.end(member, session.id(), SessionsEnded.LOGOUT)).isFalse();
  }

  @Test
  void end_session_isGone() {
    Session session = created();

    MemberId other = MemberId.create(clock.instant(), RANDOM);
    assertThat(store.end(other, session.id(), SessionsEnded.LOGOUT)).isFalse();
    assertThat(store.end(member, session.id(), SessionsEnded.LOGOUT)).isTrue();
    assertThat(store.end(member, session.id(), SessionsEnded.LOGOUT)).isFalse();

    assertThat(store.rotate(member, session.id(), 0, WEEK).session()).isEmpty();
  }
}
