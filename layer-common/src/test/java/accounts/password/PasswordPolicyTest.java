package accounts.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
  private static boolean acceptsLength(String text) {
    return PasswordPolicy.acceptsLength(Password.of(text));
  }

  private static boolean isCommon(String text) {
    return PasswordPolicy.isCommon(Password.of(text));
  }

  private static List<String> list() throws IOException {
    try (InputStream list =
        PasswordPolicy.class.getResourceAsStream("/accounts/password/common-passwords.txt")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void acceptsLength_8To256Characters_ofAnyKind() {
    assertThat(acceptsLength("1234567")).isFalse();
    assertThat(acceptsLength("12345678")).isTrue();
    assertThat(acceptsLength("😀".repeat(7))).isFalse();
    assertThat(acceptsLength("😀".repeat(256))).isTrue();
    assertThat(acceptsLength("a".repeat(257))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678",
        "password",
        "PassWord",
        "password1!",
        "qwertyuiop",
        "Iloveyou",
        "1Q2W3E4R5T",
        "p@ssw0rd"
      })
  void isCommon_whatManyHave_inUpperOrLowerCase(String password) {
    assertThat(isCommon(password)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "correct horse battery staple",
        "password\n",
        "\npassword",
        "password\nqwertyuiop",
        " password",
        "비밀번호는어렵다",
        "\u0000",
        "\uFFFF\uFFFF\uFFFF\uFFFF\uFFFF\uFFFF\uFFFF\uFFFF"
      })
  void isCommon_anythingElse_isNot(String password) {
    assertThat(isCommon(password)).isFalse();
  }

  @Test
  void isCommon_isTrueOfEachOfTheList_andOfNothingNextToThem() throws IOException {
    Set<String> list = new HashSet<>(list());

    assertThat(list).allMatch(PasswordPolicyTest::isCommon);
    assertThat(list.stream().map(p -> p + "!").filter(p -> !list.contains(p)))
        .hasSizeGreaterThan(20_000)
        .noneMatch(PasswordPolicyTest::isCommon);
    assertThat(list.stream().map(p -> p.substring(1)).filter(p -> !list.contains(p)))
        .hasSizeGreaterThan(20_000)
        .noneMatch(PasswordPolicyTest::isCommon);
  }

  /** So many that the policy would else accept, and as the search needs them. */
  @Test
  void list_has10000AndMore_sortedAndNormal() throws IOException {
    List<String> list = list();

    assertThat(list).hasSize(21_648).doesNotHaveDuplicates();
    // By code points, as their bytes are sorted.
    assertThat(list).isSortedAccordingTo(PasswordPolicyTest::compareCodePoints);
    assertThat(list).allMatch(PasswordPolicyTest::acceptsLength);
    assertThat(list).allMatch(p -> p.equals(p.toLowerCase(Locale.ROOT)));
    assertThat(list).allMatch(p -> Normalizer.isNormalized(p, Normalizer.Form.NFC));
  }

  private static int compareCodePoints(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  @Test
  void is_thatText_inUpperOrLowerCaseAndAnyNormalForm() {
    assertThat(Password.of("Alice@Example.com").is("alice@example.com")).isTrue();
    assertThat(Password.of("Jose\u0301 Marti\u0301").is("JOSÉ MARTÍ")).isTrue();
    assertThat(Password.of("alice@example.com ").is("alice@example.com")).isFalse();
  }
}
