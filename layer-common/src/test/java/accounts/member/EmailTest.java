package accounts.member;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@b",
        "alice@example.com",
        "first.last+tag@sub.example.co.kr",
        "o'hara@example.com",
        "1@2.3"
      })
  void parse_address_isAccepted(String address) {
    assertThat(Email.parse(address).map(Email::address)).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice",
        "@example.com",
        "alice@",
        "a@b@c",
        "a b@example.com",
        "a,b@example.com",
        "a@example.com,b@example.com",
        "Alice <a@example.com>",
        "a@example.com\r\nBcc: b@example.com",
        "\"a b\"@example.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@-example.com",
        "a@example..com",
        "앨리스@example.com",
        "a@예시.kr",
        "a@[127.0.0.1]"
      })
  void parse_notAnAddress_isRefused(String text) {
    assertThat(Email.parse(text)).isEmpty();
  }

  @Test
  void parse_254Characters_isTheLongest() {
    String domain = ("a".repeat(60) + ".").repeat(4) + "com";
    String longest = "a".repeat(254 - domain.length() - 1) + "@" + domain;

    assertThat(Email.parse(longest)).isPresent();
    assertThat(Email.parse("a" + longest)).isEmpty();
  }

  @Test
  void parse_spaceAround_isTrimmedAndCaseIsKept() {
    Email email = Email.parse("  Alice@Example.COM ").orElseThrow();

    assertThat(email.address()).isEqualTo("Alice@Example.COM");
    assertThat(email.key()).isEqualTo("alice@example.com");
    assertThat(email).isEqualTo(new Email("alice@example.com"));
  }

  @Test
  void toString_isMasked() {
    assertThat(new Email("alice@example.com")).hasToString("a***@example.com");
  }
}
