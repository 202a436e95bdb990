package accounts.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ko                        | KOREAN
          ko-KR,ko;q=0.9,en;q=0.8   | KOREAN
          en-US,en;q=0.9,ko;q=0.8   | ENGLISH
          en;q=0.1,ko;q=0.2         | KOREAN
          fr,ko;q=0.5               | KOREAN
          fr-FR                     | ENGLISH
          ko;q=0,en                 | ENGLISH
          KO                        | KOREAN
          """)
  void accepted_header_isTheFirstOfOurs(String header, Language expected) {
    assertThat(Language.accepted(header)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "*", ";;;", "q=1;;", "\u0000", "ko;q=x"})
  void accepted_nothingAskedFor_isEmpty(String header) {
    assertThat(Language.accepted(header)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 100_000})
  void accepted_overlongHeader_isEmpty(int length) {
    assertThat(Language.accepted("ko,".repeat(length / 3 + 1))).isEmpty();
  }
}
