package accounts.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoughAddressTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.0/24",
    "255.255.255.255, 255.255.255.0/24",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1::/48",
    "2001:db8::1, 2001:db8:0::/48",
    "::ffff:203.0.113.7, 203.0.113.0/24",
    "'', ''",
    "localhost, ''",
    "no address, ''"
  })
  void of_address_isItsNetwork(String address, String rough) {
    assertThat(RoughAddress.of(address)).isEqualTo(rough);
  }
}
