package accounts.code;

import static accounts.code.CodePurpose.CHANGE_EMAIL;
import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.member.Email;
import accounts.member.MemberId;
import accounts.password.PasswordHash;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodesTest {
  private static final PasswordHash KEY = new PasswordHash("hash");
  private static final MemberId ALICE = new MemberId("alice");
  private static final Email EMAIL = new Email("alice@example.com");
  private static final CodeUse USE = new CodeUse(VERIFY_EMAIL, ALICE, KEY, EMAIL);
  private final Codes codes =
      new Codes(new InMemoryCodeStore(Clock.systemUTC()), new SecureRandom());

  @Test
  void issue_code_is6OfAZ09() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String code = codes.issue(USE).reveal();
      assertThat(code).matches("[A-Z0-9]{6}");
      seen.add(code);
    }
    assertThat(seen).hasSizeGreaterThan(195);
  }

  @Test
  void spend_codeTypedInLowerCaseWithSpace_succeeds() {
    Code code = codes.issue(USE);
    Code typed = Code.typed("  " + code.reveal().toLowerCase(java.util.Locale.ROOT) + "\t");

    assertThat(codes.spend(typed, USE)).isPresent();
  }

  @Test
  void spend_forAnotherMemberOrAddressOrAfterAPasswordChange_fails() {
    Code code = codes.issue(USE);

    assertThat(codes.spend(code, new CodeUse(VERIFY_EMAIL, new MemberId("bob"), KEY, EMAIL)))
        .isEmpty();
    assertThat(
            codes.spend(code, new CodeUse(VERIFY_EMAIL, ALICE, new PasswordHash("other"), EMAIL)))
        .isEmpty();
    assertThat(
            codes.spend(
                code, new CodeUse(VERIFY_EMAIL, ALICE, KEY, new Email("other@example.com"))))
        .isEmpty();
    assertThat(codes.spend(code, USE)).isPresent();
  }

  @Test
  void spend_addressInAnotherCase_succeeds() {
    Code code = codes.issue(USE);

    assertThat(
            codes.spend(
                code, new CodeUse(VERIFY_EMAIL, ALICE, KEY, new Email("ALICE@example.com"))))
        .isPresent();
  }

  @Test
  void forget_member_takesTheCodesOfAllPurposes() {
    CodeUse change = new CodeUse(CHANGE_EMAIL, ALICE, KEY, EMAIL);
    Code first = codes.issue(USE);
    Code second = codes.issue(change);

    codes.forget(ALICE);

    assertThat(codes.spend(first, USE)).isEmpty();
    assertThat(codes.spend(second, change)).isEmpty();
  }

  @Test
  void toString_showsNothing() {
    Code code = Code.typed("ABC123");

    assertThat(code.toString()).doesNotContain("ABC");
  }
}
