package accounts.code;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.member.MemberId;
import accounts.password.PasswordHash;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodesTest {
  private static final PasswordHash KEY = new PasswordHash("hash");
  private final Codes codes =
      new Codes(new InMemoryCodeStore(Clock.systemUTC()), new SecureRandom());
  private final MemberId alice = new MemberId("alice");

  @Test
  void issue_code_is6OfAZ09() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String code = codes.issue(alice, KEY, VERIFY_EMAIL).reveal();
      assertThat(code).matches("[A-Z0-9]{6}");
      seen.add(code);
    }
    assertThat(seen).hasSizeGreaterThan(195);
  }

  @Test
  void spend_codeTypedInLowerCaseWithSpace_succeeds() {
    Code code = codes.issue(alice, KEY, VERIFY_EMAIL);
    Code typed = Code.typed("  " + code.reveal().toLowerCase(java.util.Locale.ROOT) + "\t");

    assertThat(codes.spend(typed, alice, KEY, VERIFY_EMAIL)).isPresent();
  }

  @Test
  void spend_forAnotherMemberOrAfterAPasswordChange_fails() {
    Code code = codes.issue(alice, KEY, VERIFY_EMAIL);

    assertThat(codes.spend(code, new MemberId("bob"), KEY, VERIFY_EMAIL)).isEmpty();
    assertThat(codes.spend(code, alice, new PasswordHash("other"), VERIFY_EMAIL)).isEmpty();
    assertThat(codes.spend(code, alice, KEY, VERIFY_EMAIL)).isPresent();
  }

  @Test
  void toString_showsNothing() {
    Code code = Code.typed("ABC123");

    assertThat(code.toString()).doesNotContain("ABC");
  }
}
