package accounts.session;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.member.MemberId;
import accounts.session.SessionStore.Rotation;
import accounts.testing.MutableClock;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link SessionStore} does. */
public abstract class SessionStoreContract {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MutableClock clock = MutableClock.startingNow();
  private final SessionStore store;
  private final MemberId member = MemberId.create(clock.instant(), RANDOM);

  /**
   * @param factory makes one that may hold what other tests left in it
   */
  protected SessionStoreContract(Function<Clock, SessionStore> factory) {
    this.store = factory.apply(clock);
  }

  private Session created() {
    Instant now = clock.instant();
    Session session =
        new Session(
            SessionId.create(RANDOM), member, 0, now, now, now.plus(WEEK), "curl/8", "203.0.113.7");
    store.create(session);
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
                "203.0.113.7"));
  }

  @Test
  void create_again_changesNothing() {
    Session session = created();
    store.rotate(member, session.id(), 0, WEEK);

    store.create(session);

    assertThat(store.rotate(member, session.id(), 1, WEEK).rotated()).isTrue();
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
  void end_session_isGone() {
    Session session = created();

    store.end(member, session.id());
    store.end(member, session.id());

    assertThat(store.rotate(member, session.id(), 0, WEEK).session()).isEmpty();
  }
}
