package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.member.MemberId;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.store.StoreUnavailableException;
import accounts.testing.MutableClock;
import accounts.token.TokenException.Reason;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentTokensTest {
  private static final MemberId ALICE = new MemberId("alice");
  private static final MemberId MALLORY = new MemberId("mallory");

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryKeyRing keys =
      new InMemoryKeyRing(KeyRing.of(SigningKey.fromBase64Url("A".repeat(43))));
  private final TokenIssuer issuer = new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT);
  private final SentTokens sent = new SentTokens(new TokenVerifier(keys.cache(clock), clock));

  private TokenPair tokens(MemberId member) {
    return issuer.issue(
        new Session(
            SessionId.create(new SecureRandom()),
            member,
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            "",
            ""));
  }

  private List<MemberId> access(String... tokens) throws TokenException {
    return sent.access(List.of(tokens)).stream().map(AccessToken::member).toList();
  }

  private void assertRefused(Reason reason, String... tokens) {
    assertThatThrownBy(() -> sent.access(List.of(tokens)))
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void access_goodOnesAmongOthers_areFoundInTheirOrder() throws TokenException {
    TokenPair first = tokens(ALICE);
    TokenPair second = tokens(ALICE);

    assertThat(access("x", first.refresh(), first.access(), "y".repeat(9_000), second.access()))
        .containsExactly(ALICE, ALICE);
    assertThat(sent.refresh(List.of(second.refresh(), first.access(), first.refresh())))
        .extracting(RefreshToken::member)
        .containsExactly(ALICE, ALICE);
  }

  @Test
  void access_noGoodOne_isExpiredIfOneWas() {
    String expired = tokens(ALICE).access();
    clock.advance(Duration.ofMinutes(10));

    assertRefused(Reason.EXPIRED, "x", expired, "y");
    assertRefused(Reason.INVALID, "x", "y");
    assertRefused(Reason.INVALID);
  }

  @Test
  void access_expiredOfAnotherMember_isNoHindrance() throws TokenException {
    String expired = tokens(MALLORY).access();
    clock.advance(Duration.ofMinutes(10));

    assertThat(access(expired, tokens(ALICE).access())).containsExactly(ALICE);
  }

  /** Whoever planted the one wants the browser to act in a foreign name. */
  @Test
  void goodOnesOfTwoMembers_areRefused() {
    TokenPair alice = tokens(ALICE);
    TokenPair mallory = tokens(MALLORY);

    assertRefused(Reason.INVALID, mallory.access(), alice.access());
    assertRefused(Reason.INVALID, alice.access(), mallory.access());
    assertThatThrownBy(() -> sent.refresh(List.of(mallory.refresh(), alice.refresh())))
        .isInstanceOf(TokenException.class);
  }

  @Test
  void noKeys_isSaidToBe() {
    String token = tokens(ALICE).access();
    InMemoryKeyRing none =
        new InMemoryKeyRing(KeyRing.of(SigningKey.fromBase64Url("A".repeat(43))));
    none.faults().failAfter(0);

    assertThatThrownBy(
            () ->
                new SentTokens(new TokenVerifier(none.cache(clock), clock)).access(List.of(token)))
        .isInstanceOf(StoreUnavailableException.class);
  }
}
