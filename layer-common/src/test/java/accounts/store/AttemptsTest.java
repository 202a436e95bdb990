package accounts.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private int attempts;

  private Optional<String> succeedAt(int attempt) {
    attempts++;
    return attempts == attempt ? Optional.of("done") : Optional.empty();
  }

  @Test
  void run_succeedsAtTheThirdAttempt_isDone() {
    assertThat(Attempts.run(() -> succeedAt(3))).isEqualTo("done");
    assertThat(attempts).isEqualTo(3);
  }

  @Test
  void run_wouldSucceedAtTheFourth_isGivenUp() {
    assertThatThrownBy(() -> Attempts.run(() -> succeedAt(4)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(attempts).isEqualTo(3);
  }
}
