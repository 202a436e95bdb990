package accounts.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration MOST = Duration.ofSeconds(4);
  private static final Duration LEAVE = Duration.ofSeconds(3);

  private static Duration limit() {
    return Deadline.limit("The table", MOST, LEAVE);
  }

  @Test
  void limit_withoutDeadline_isTheCallsOwn() {
    assertThat(limit()).isEqualTo(MOST);
  }

  @Test
  void limit_enoughTime_isTheCallsOwn() {
    assertThat(Deadline.<Duration>within(Duration.ofMinutes(5), DeadlineTest::limit))
        .isEqualTo(MOST);
  }

  @Test
  void limit_littleTime_leavesWhatIsToBeLeft() {
    assertThat(Deadline.<Duration>within(Duration.ofMillis(5700), DeadlineTest::limit))
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void limit_hardlyAnyTime_isUnavailable() {
    assertThatThrownBy(() -> Deadline.within(Duration.ofMillis(3700), DeadlineTest::limit))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void require_moreThanThereIs_isUnavailable() {
    Duration second = Duration.ofSeconds(1);
    Deadline.require("Redis", second);
    assertThatThrownBy(
            () ->
                Deadline.within(
                    second,
                    () -> {
                      Deadline.require("Redis", second);
                      return true;
                    }))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void request_isTheSameWithinOne_andAnotherInTheNext() {
    Duration second = Duration.ofSeconds(1);
    assertThat(Deadline.request()).isEmpty();
    Optional<Object> first =
        Deadline.within(
            second,
            () -> {
              assertThat(Deadline.request()).isPresent().isEqualTo(Deadline.request());
              return Deadline.request();
            });

    assertThat(Deadline.<Optional<Object>>within(second, Deadline::request)).isNotEqualTo(first);
  }
}
