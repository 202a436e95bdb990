package accounts.code;

import static accounts.code.CodePurpose.CHANGE_EMAIL;
import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.member.Email;
import accounts.member.MemberId;
import accounts.password.PasswordHash;
import accounts.store.StoreUnavailableException;
import accounts.testing.MutableClock;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CodesTest {
  private static final PasswordHash KEY = new PasswordHash("hash");
  private static final MemberId ALICE = new MemberId("alice");
  private static final Email EMAIL = new Email("alice@example.com");
  private static final CodeUse USE = new CodeUse(VERIFY_EMAIL, ALICE, KEY, EMAIL);
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryCodeStore store = new InMemoryCodeStore(clock);
  private final Codes codes = new Codes(store, new SecureRandom());

  private Optional<Boolean> spend(Code code, CodeUse use) {
    return codes.spend(code, use, () -> true);
  }

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

    assertThat(spend(typed, USE)).isPresent();
  }

  @Test
  void spend_forAnotherMemberOrAddressOrAfterAPasswordChange_fails() {
    Code code = codes.issue(USE);

    assertThat(spend(code, new CodeUse(VERIFY_EMAIL, new MemberId("bob"), KEY, EMAIL))).isEmpty();
    assertThat(spend(code, new CodeUse(VERIFY_EMAIL, ALICE, new PasswordHash("other"), EMAIL)))
        .isEmpty();
    assertThat(spend(code, new CodeUse(VERIFY_EMAIL, ALICE, KEY, new Email("other@example.com"))))
        .isEmpty();
    assertThat(spend(code, USE)).isPresent();
  }

  @Test
  void spend_addressInAnotherCase_succeeds() {
    Code code = codes.issue(USE);

    assertThat(spend(code, new CodeUse(VERIFY_EMAIL, ALICE, KEY, new Email("ALICE@example.com"))))
        .isPresent();
  }

  @Test
  void spend_whileTheChangeIsMade_isRefused() {
    Code code = codes.issue(USE);

    Optional<Optional<Boolean>> outer = codes.spend(code, USE, () -> spend(code, USE));

    assertThat(outer).contains(Optional.empty());
    assertThat(spend(code, USE)).isEmpty();
  }

  @Test
  void spend_changeThatFails_givesTheCodeBack() {
    Code code = codes.issue(USE);
    Supplier<Boolean> failing =
        () -> {
          throw new IllegalStateException("no");
        };

    assertThatThrownBy(() -> codes.spend(code, USE, failing))
        .isInstanceOf(IllegalStateException.class);

    assertThat(spend(code, USE)).isPresent();
  }

  @Test
  void spend_killedBeforeItsEnd_theCodeIsGoodAgainAfterTheLease() {
    Code code = codes.issue(USE);
    // Neither finished nor given back: as far as the store knows, it was killed.
    Supplier<Boolean> killed =
        () -> {
          store.faults().failAfter(0);
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> codes.spend(code, USE, killed)).hasMessage("killed");
    store.faults().recover();
    assertThat(spend(code, USE)).isEmpty();

    clock.advance(CodeStore.LEASE);

    assertThat(spend(code, USE)).isPresent();
    clock.advance(CodeStore.LEASE);
    assertThat(spend(code, USE)).isEmpty();
  }

  @Test
  void spend_storeFailsOnceAfterTheChange_isSpentAllTheSame() {
    Code code = codes.issue(USE);
    store.faults().failOnceAfter(1);

    assertThat(spend(code, USE)).isPresent();

    clock.advance(CodeStore.LEASE);
    assertThat(spend(code, USE)).isEmpty();
  }

  @Test
  void spend_storeDownAfterTheChange_succeeds() {
    Code code = codes.issue(USE);
    store.faults().failAfter(1);

    assertThat(spend(code, USE)).isPresent();

    store.faults().recover();
    assertThat(spend(code, USE)).isEmpty();
  }

  @Test
  void spend_answerOfTheClaimIsLost_theCodeIsGivenBack() {
    Code code = codes.issue(USE);
    store.loseAnswerOfNextClaim();

    assertThatThrownBy(() -> spend(code, USE)).isInstanceOf(StoreUnavailableException.class);

    assertThat(spend(code, USE)).isPresent();
  }

  @Test
  void forget_member_takesTheCodesOfAllPurposes() {
    CodeUse change = new CodeUse(CHANGE_EMAIL, ALICE, KEY, EMAIL);
    Code first = codes.issue(USE);
    Code second = codes.issue(change);

    codes.forget(ALICE);

    assertThat(spend(first, USE)).isEmpty();
    assertThat(spend(second, change)).isEmpty();
  }

  @Test
  void toString_showsNothing() {
    Code code = Code.typed("ABC123");

    assertThat(code.toString()).doesNotContain("ABC");
  }
}
