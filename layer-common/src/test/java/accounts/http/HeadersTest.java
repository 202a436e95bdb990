package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
  private static List<String> cookies(String... headers) {
    return new Headers(Map.of("cookie", "not looked at"), Map.of("cookie", List.of(headers)))
        .cookies("access_token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          access_token=abc                     | abc
          a=b; access_token=abc; c=d           | abc
          a=b;access_token=abc;c=d             | abc
          access_token=one; access_token=two   | one,two
          access_token=one; access_token=one   | one
          xaccess_token=x; access_token=abc    | abc
          access_token=a=b==                   | a=b==
          ;;; = ;access_token=abc;             | abc
          access_token=; access_token=abc      | abc
          access_token = abc                   | abc
          access_token="abc"                   | abc
          access_token=""; access_token="      | "
          access_token="abc; b=c"              | "abc
          a="x; access_token=abc; b="          | abc
          $Version=1; access_token=abc; $Path=/ | abc
          =x; =access_token=no; access_token=abc | abc
          access_token=%61bc                   | %61bc
          """)
  void cookies_areFound(String header, String values) {
    assertThat(cookies(header)).containsExactly(values.split(","));
  }

  /** A comma parts nothing. */
  @Test
  void cookies_parted_byACommaOrALine_areOneThatIsNone() {
    assertThat(cookies("access_token=a.b.c, access_token=d.e.f"))
        .containsExactly("a.b.c, access_token=d.e.f");
    assertThat(cookies("x=y\naccess_token=a.b.c")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "a=b",
    "access_token",
    "access_token=",
    "Access_Token=abc",
    "ACCESS_TOKEN=abc",
    "=abc"
  })
  void cookies_absentOrEmpty_areNone(String header) {
    assertThat(cookies(header)).isEmpty();
    assertThat(new Headers(Map.of("Cookie", header), null).cookies("access_token")).isEmpty();
  }

  @Test
  void cookies_ofSeveralHeaders_followEachOther() {
    assertThat(cookies("a=b; access_token=one", "c=d", "access_token=two"))
        .containsExactly("one", "two");
    Map<String, List<String>> mixed = new TreeMap<>();
    mixed.put("Cookie", List.of("access_token=one"));
    mixed.put("cookie", List.of("access_token=two"));
    assertThat(new Headers(null, mixed).cookies("access_token")).containsExactly("one", "two");
  }

  @Test
  void cookies_ofManyDifferent_areTheFirstFive() {
    assertThat(cookies("access_token=0; access_token=0; " + "access_token=x; ".repeat(1000)))
        .containsExactly("0", "x");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      many.append("access_token=").append(i).append(';');
    }
    assertThat(cookies(many.toString())).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void cookies_veryLong_areFoundBesideEachOther() {
    String longOne = "x".repeat(1_000_000);

    assertThat(cookies("a=" + longOne + "; access_token=" + longOne + "; access_token=abc"))
        .containsExactly(longOne, "abc");
    assertThat(cookies(";".repeat(1_000_000) + "access_token=abc")).containsExactly("abc");
  }

  @Test
  void get_ofSeveral_isTheLast() {
    assertThat(
            new Headers(null, Map.of("accept-language", List.of("en", "ko")))
                .get("Accept-Language"))
        .contains("ko");
  }

  @Test
  void get_withoutAll_isOfTheOther() {
    assertThat(new Headers(Map.of("origin", "https://a.example"), null).get("Origin"))
        .contains("https://a.example");
    assertThat(new Headers(Map.of("origin", "https://a.example"), Map.of()).get("Origin"))
        .contains("https://a.example");
  }

  @Test
  void get_withoutHeaders_isEmpty() {
    assertThat(new Headers(null, null).get("Cookie")).isEmpty();
  }
}
