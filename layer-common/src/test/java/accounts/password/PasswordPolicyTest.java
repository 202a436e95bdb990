package accounts.password;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordPolicyTest {
  private static boolean accepts(String text) {
    return PasswordPolicy.accepts(Password.of(text));
  }

  @Test
  void accepts_8To256Characters_ofAnyKind() {
    assertThat(accepts("1234567")).isFalse();
    assertThat(accepts("12345678")).isTrue();
    assertThat(accepts("😀".repeat(7))).isFalse();
    assertThat(accepts("😀".repeat(256))).isTrue();
    assertThat(accepts("a".repeat(257))).isFalse();
  }
}
