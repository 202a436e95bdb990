package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          access_token=abc                     | abc
          a=b; access_token=abc; c=d           | abc
          a=b;access_token=abc;c=d             | abc
          access_token=one; access_token=two   | one
          xaccess_token=x; access_token=abc    | abc
          access_token=a=b==                   | a=b==
          ;;; = ;access_token=abc;             | abc
          access_token=; access_token=abc      | abc
          """)
  void cookie_isFound(String header, String value) {
    assertThat(new Headers(Map.of("cookie", header)).cookie("access_token")).contains(value);
  }

  @ParameterizedTest
  @CsvSource({"''", "a=b", "access_token", "access_token=", "Access_Token=abc"})
  void cookie_absentOrEmpty_isEmpty(String header) {
    assertThat(new Headers(Map.of("Cookie", header)).cookie("access_token")).isEmpty();
  }

  @Test
  void get_withoutHeaders_isEmpty() {
    assertThat(new Headers(null).get("Cookie")).isEmpty();
  }
}
