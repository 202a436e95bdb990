package accounts.account;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.member.MemberId;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTokenTest {
  private static final MemberId ALICE = new MemberId("019a0000-0000-7000-8000-000000000001");
  private final SecretToken token = SecretToken.create(ALICE, new SecureRandom());

  @Test
  void create_token_holdsTheMemberAnd256Bits() {
    assertThat(token.reveal()).matches(ALICE.value() + "\\.[A-Za-z0-9_-]{43}");
    assertThat(token.member()).isEqualTo(ALICE);
    assertThat(SecretToken.create(ALICE, new SecureRandom()).digest()).isNotEqualTo(token.digest());
  }

  @Test
  void parse_revealedToken_hasTheSameDigest() {
    SecretToken parsed = SecretToken.parse(token.reveal()).orElseThrow();

    assertThat(parsed.digest()).isEqualTo(token.digest()).matches("[0-9a-f]{64}");
    assertThat(parsed.hasDigest(token.digest())).isTrue();
    assertThat(parsed.hasDigest(token.digest().replace('0', '1') + "0")).isFalse();
    assertThat(token.digest()).doesNotContain(token.reveal().substring(37));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "alice",
        "alice.",
        ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "alice.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "alice.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "al#ce.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "alice.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "alice.b.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void parse_whatCannotBeOne_isNothing(String typed) {
    assertThat(SecretToken.parse(typed)).isEmpty();
  }

  @Test
  void toString_showsNothing() {
    assertThat(token.toString()).isEqualTo("SecretToken[***]");
  }
}
