package accounts.check;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.check.Finding.Kind;
import accounts.check.GuardNote.Source;
import accounts.check.GuardRule.Breach;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardRuleTest {
  private static GuardNote guard(String member, long expiresAt) {
    return new GuardNote("EMAIL#a@x", member, expiresAt, Source.GUARD);
  }

  private static GuardNote profile(String member, long expiresAt) {
    return new GuardNote("EMAIL#a@x", member, expiresAt, Source.PROFILE);
  }

  private static GuardNote former(String member, long expiresAt) {
    return new GuardNote("EMAIL#a@x", member, expiresAt, Source.FORMER_EMAIL);
  }

  private static List<String> breaches(GuardNote... notes) {
    return GuardRule.breaches(List.of(notes)).stream().map(GuardRuleTest::text).toList();
  }

  private static String text(Breach breach) {
    return breach.kind() + " " + breach.note().member() + " " + breach.note().expiresAt();
  }

  @Test
  void guardThatIsAsItsMemberIs_isKept() {
    assertThat(GuardRule.isKept(List.of())).isTrue();
    assertThat(GuardRule.isKept(List.of(guard("m", 0), profile("m", 0)))).isTrue();
    assertThat(GuardRule.isKept(List.of(profile("m", 9), guard("m", 9)))).isTrue();
  }

  @Test
  void guardOfAFormerAddress_isThereUntilTheLastChangeCannotBeUndone() {
    assertThat(breaches(guard("m", 9), former("m", 9))).isEmpty();
    assertThat(breaches(former("m", 5), guard("m", 9), former("m", 9))).isEmpty();
    assertThat(breaches(former("m", 5), guard("m", 5), former("m", 9)))
        .containsExactly("GUARD_EXPIRY m 9");
    assertThat(breaches(guard("m", 0), former("m", 9))).containsExactly("GUARD_EXPIRY m 9");
    assertThat(breaches(former("m", 9))).containsExactly("GUARD_MISSING m 9");
  }

  @Test
  void addressThatAMemberHasAgain_isForGood() {
    assertThat(breaches(guard("m", 0), former("m", 9), profile("m", 0))).isEmpty();
    assertThat(breaches(guard("m", 9), profile("m", 0), former("m", 9)))
        .containsExactly("GUARD_EXPIRY m 0");
  }

  @Test
  void expiry_isThatOfTheProfile() {
    assertThat(breaches(guard("m", 9), profile("m", 0))).containsExactly("GUARD_EXPIRY m 0");
    assertThat(breaches(guard("m", 0), profile("m", 9))).containsExactly("GUARD_EXPIRY m 9");
    assertThat(breaches(guard("m", 8), profile("m", 9))).containsExactly("GUARD_EXPIRY m 9");
  }

  @Test
  void guardOfNobody_comesBeforeWhoNeedsItsPlace() {
    assertThat(breaches(guard("m", 0))).containsExactly("GUARD_STRAY m 0");
    assertThat(breaches(profile("n", 0), guard("m", 9)))
        .containsExactly("GUARD_STRAY m 9", "GUARD_TAKEN n 0");
  }

  @Test
  void twoMembersOfOneAddress_theOneWithoutTheGuardIsTold() {
    assertThat(breaches(profile("m", 0), profile("n", 0), guard("m", 0)))
        .containsExactly("GUARD_TAKEN n 0");
    assertThat(breaches(profile("m", 0), profile("n", 0)))
        .containsExactly("GUARD_MISSING m 0", "GUARD_MISSING n 0");
  }

  @Test
  void kinds_haveNamesThatStay() {
    assertThat(List.of(Kind.values()).stream().map(Kind::text))
        .containsExactly(
            "guard-missing",
            "guard-taken",
            "guard-expiry",
            "guard-stray",
            "item-stray",
            "mail-overdue",
            "event-overdue",
            "profile-expiry",
            "profile-unreadable",
            "item-unknown");
  }
}
