package accounts.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.store.StoreUnavailableException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  @Test
  void untilNotStale_isTheFirstThatWasNot() {
    int[] attempts = {0};

    int result =
        Attempts.untilNotStale(
            () -> ++attempts[0] == 3 ? Optional.of(attempts[0]) : Optional.empty());

    assertThat(result).isEqualTo(3);
  }

  @Test
  void untilNotStale_threeTimesStale_isAStoreThatIsUnavailable() {
    int[] attempts = {0};

    assertThatThrownBy(
            () ->
                Attempts.untilNotStale(
                    () -> {
                      attempts[0]++;
                      return Optional.empty();
                    }))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(attempts[0]).isEqualTo(3);
  }
}
