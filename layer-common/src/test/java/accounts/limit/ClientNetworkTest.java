package accounts.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7",
    "::ffff:203.0.113.7, 203.0.113.7",
    "2001:db8:1:2::1, 20010db800010002/64",
    "2001:db8:1:2:ffff:ffff:ffff:ffff, 20010db800010002/64",
    "2001:db8:1:3::1, 20010db800010003/64"
  })
  void of_isTheAddressOrItsNetwork(String address, String network) {
    assertThat(ClientNetwork.of(address)).isEqualTo(network);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "203.0.113.7, 10.0.0.1", "example.com"})
  void of_noAddress_isEmpty(String address) {
    assertThat(ClientNetwork.of(address)).isEmpty();
  }

  @Test
  void of_twoOfOneNetwork_areOne() {
    assertThat(ClientNetwork.of("2001:DB8::1")).isEqualTo(ClientNetwork.of("2001:db8:0:0:a::9"));
  }
}
