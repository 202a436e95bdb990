package accounts.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuppressionTest {
  @ParameterizedTest
  @CsvSource({
    "OnAccountSuppressionList,OnAccountSuppressionList",
    "auth-failure,auth-failure",
    "'',Other",
    "550 5.1.1 alice@example.com,Other",
    "averylongwordaverylongwordaverylongwordaverylongword,Other"
  })
  void type_isOneWordOrOther(String fromOutside, String type) {
    assertThat(new Suppression(Suppression.Reason.BOUNCE, Instant.EPOCH, fromOutside).type())
        .isEqualTo(type);
  }
}
