package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeakSearchTest {
  private final LeakSearch leaks = new LeakSearch();

  private boolean finds(String line) {
    return leaks
        .in("[LoginFunction] {\"level\":\"INFO\"," + line + "}", Set.of("7K2M9X"))
        .isPresent();
  }

  @Test
  void marksTokensCodesAndSecrets_areFoundWhereverTheyAre() {
    leaks.add(List.of("correct horse battery staple", "correct answer", "short"));
    FuzzTexts texts = new FuzzTexts(new Random(1));

    assertThat(finds("\"email\":\"" + texts.odd() + "\"")).isTrue();
    assertThat(finds("\"cookie\":\"access_token=eyJhbGciOiJIUzI1NiJ9.e30.c2ln\"")).isTrue();
    assertThat(finds("\"x\":\"code 7K2M9X.\"")).isTrue();
    assertThat(finds("\"x\":\"a correct horse battery staple\"")).isTrue();
    assertThat(finds("\"x\":\"correct answer\"")).isTrue();
  }

  @Test
  void anOrdinaryLine_isPassed() {
    leaks.add(List.of("correct horse battery staple", "short"));

    assertThat(finds("\"path\":\"/api/accounts/login\",\"code\":\"WRONG_PASSWORD\",\"ms\":7"))
        .isFalse();
    assertThat(finds("\"x\":\"correct horses, short\"")).isFalse();
  }
}
