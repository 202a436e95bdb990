package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.account.SecretToken;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.session.Nobody;
import accounts.testing.MutableClock;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenOwnerTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final TokenOwner owner = new TokenOwner(members);
  private final Member alice = Members.pending("alice@example.com", "alice", clock.instant());
  private final SecretToken token = SecretToken.create(alice.id(), new SecureRandom());

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_INVALID);
            });
  }

  @Test
  void find_pendingOrActiveMember_isFound() {
    members.put(alice);
    assertThat(owner.find(token)).isEqualTo(alice);

    Member active = Members.with(alice, MemberStatus.ACTIVE);
    members.put(active);
    assertThat(owner.find(token)).isEqualTo(active);
  }

  @Test
  void find_nobodyExpiredOrDisabled_isRefused() {
    assertRefused(() -> owner.find(token));

    members.put(alice);
    clock.advance(Duration.ofDays(1));
    assertRefused(() -> owner.find(token));

    members.put(Members.with(alice, MemberStatus.DISABLED));
    assertRefused(() -> owner.find(token));
  }

  @Test
  void parse_whatCannotBeAToken_isRefused() {
    assertThat(TokenOwner.parse(token.reveal()).reveal()).isEqualTo(token.reveal());
    assertRefused(() -> TokenOwner.parse(""));
    assertRefused(() -> TokenOwner.parse(token.reveal() + "x"));
  }

  @Test
  void tokenOfNobody_isTheirs() {
    Nobody nobody = new Nobody(clock, new SecureRandom());

    assertThat(TokenOwner.tokenOf(nobody).member()).isEqualTo(nobody.id());
  }
}
