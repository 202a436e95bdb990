package accounts.member;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NicknameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "앨리스", "Ann Marie", "👩‍👩‍👧", "x\u0301", "#1"})
  void parse_nickname_isAccepted(String text) {
    assertThat(Nickname.parse(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u3000",
        "a\u0000b",
        "a\nb",
        "a\u2028b",
        "\u200b",
        "\u3164",
        "\u202eevil",
        "a\u2066b",
        "\ud800"
      })
  void parse_nothingVisibleOrControl_isRefused(String text) {
    assertThat(Nickname.parse(text)).isEmpty();
  }

  @Test
  void parse_30CharactersOutsideTheBasicPlane_isTheLongest() {
    assertThat(Nickname.parse("😀".repeat(30))).isPresent();
    assertThat(Nickname.parse("😀".repeat(31))).isEmpty();
    assertThat(Nickname.parse("  " + "a".repeat(30) + "  ")).isPresent();
  }

  @Test
  void parse_spaceAroundOfAnyKind_isTrimmed() {
    assertThat(Nickname.parse("\u00a0\u2007 bob\u202f\u3000\t").orElseThrow().text())
        .isEqualTo("bob");
  }

  @Test
  void parse_decomposedText_isComposed() {
    assertThat(Nickname.parse("\u1112\u1161\u11ab").orElseThrow().text()).isEqualTo("\ud55c");
  }

  @ParameterizedTest
  @CsvSource({"Alice,aLICE", "straße,STRASSE", "STRAẞE,straße", "ΣΊΣΥΦΟΣ,σίσυφος", "é,E\u0301"})
  void equals_caseOnlyDiffers_isTheSame(String one, String other) {
    assertThat(Nickname.parse(one)).isEqualTo(Nickname.parse(other));
  }
}
