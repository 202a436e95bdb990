package accounts.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
}
