package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.e2e.DescribedAnswers.Exchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer that is not as described does not pass unseen. */
class DescribedAnswersTest {
  private static final DescribedAnswers DESCRIBED = new DescribedAnswers(OpenApi.ofProject());
  private static final String LOGIN = "/api/accounts/login";
  private static final String CREDENTIALS = "{\"email\":\"a@example.com\",\"password\":\"secret\"}";
  private static final String MEMBER = "{\"email\":\"a@example.com\",\"nickname\":\"a\"}";
  private static final String ACCESS =
      "access_token=a.b.c; Path=/; Max-Age=600; HttpOnly; SameSite=Lax";
  private static final String REFRESH =
      "refresh_token=a.b.c; Path=/Prod/api/accounts; Max-Age=600; HttpOnly; SameSite=Lax";

  private static Map<String, List<String>> headers(String... more) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Cache-Control", List.of("no-store"));
    headers.put("Content-Type", List.of("application/json; charset=utf-8"));
    headers.put("Vary", List.of("Origin"));
    headers.put("X-Content-Type-Options", List.of("nosniff"));
    headers.put("Strict-Transport-Security", List.of("max-age=63072000; includeSubDomains"));
    headers.put("Referrer-Policy", List.of("no-referrer"));
    headers.put("x-amzn-RequestId", List.of("1"));
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], List.of(more[i + 1]));
    }
    return headers;
  }

  private static Map<String, List<String>> withCookies(String... cookies) {
    Map<String, List<String>> headers = headers();
    headers.put("Set-Cookie", List.of(cookies));
    return headers;
  }

  private static void check(
      String method, String path, int status, Map<String, List<String>> headers, String body) {
    DESCRIBED.check(new Exchange(method, path, CREDENTIALS, status, headers, body), "Prod");
  }

  private static String error(String code) {
    return "{\"error\":\"text\",\"code\":\"" + code + "\"}";
  }

  @Test
  void asDescribed_passes() {
    assertThatCode(
            () -> {
              check("POST", "/Prod" + LOGIN + "/", 200, withCookies(ACCESS, REFRESH), MEMBER);
              check("POST", LOGIN, 404, headers(), error("MEMBER_NOT_FOUND"));
              check("GET", LOGIN, 405, headers("Allow", "POST"), error("METHOD_NOT_ALLOWED"));
              check("HEAD", LOGIN, 405, headers("Allow", "POST"), "");
              check("HEAD", "/api/accounts/me", 401, headers(), "");
              check("OPTIONS", LOGIN, 204, headers(), "");
              check("GET", "/api/accounts/no-such-path", 404, headers(), error("NOT_FOUND"));
              check("GET", "/_local/mail", 200, Map.of(), "anything");
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | login | 418 | MEMBER_NOT_FOUND | the status is not described
          POST | login | 401 | WRONG_PASSWORD | the status is not described
          POST | login | 404 | NOT_FOUND | body/code: does not have a value in the enumeration
          POST | login | 404 | NEW_CODE | body/code: does not have a value in the enumeration
          POST | login | 405 | METHOD_NOT_ALLOWED | the method is described, and is not allowed
          POST | login | 400 | REQUIRED_FIELD | required property 'field' not found
          POST | login | 503 | STORE_UNAVAILABLE | the header Retry-After is missing
          POST | login | 503 | STORE_UNAVAILABLE | required property 'retryAfterSeconds' not found
          POST | login | 500 | INTERNAL | required property 'requestId' not found
          GET | login | 405 | METHOD_NOT_ALLOWED | the header Allow is missing
          GET | login | 404 | MEMBER_NOT_FOUND | 405 was to be expected
          PUT | login | 401 | ACCESS_TOKEN_REQUIRED | 405 was to be expected
          POST | log-in | 405 | METHOD_NOT_ALLOWED | the status is not described
          OPTIONS | login | 204 | INTERNAL | a preflight's answer has a body
          HEAD | me | 401 | ACCESS_TOKEN_REQUIRED | there is a body
          """)
  void otherwise_fails(String method, String path, int status, String code, String fault) {
    assertThatThrownBy(() -> check(method, "/api/accounts/" + path, status, headers(), error(code)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(method + " /api/accounts/" + path)
        .hasMessageContaining(error(code))
        .hasMessageContaining(fault);
  }

  @Test
  void fieldThatIsNotDescribed_fails() {
    assertThatThrownBy(
            () ->
                check(
                    "POST",
                    LOGIN,
                    200,
                    withCookies(ACCESS, REFRESH),
                    MEMBER.replace("nickname", "nick")))
        .hasMessageContaining("body: required property 'nickname' not found")
        .hasMessageContaining("property 'nick' is not defined");
  }

  @Test
  void cookies_otherThanDescribed_fail() {
    assertThatThrownBy(() -> check("POST", LOGIN, 200, headers(), MEMBER))
        .hasMessageContaining("the header Set-Cookie is missing");
    assertThatThrownBy(() -> check("POST", LOGIN, 200, withCookies(ACCESS), MEMBER))
        .hasMessageContaining("the cookies set are [access_token]");
    assertThatThrownBy(
            () ->
                check(
                    "POST",
                    LOGIN,
                    200,
                    withCookies(ACCESS, REFRESH.replace("HttpOnly; ", "")),
                    MEMBER))
        .hasMessageContaining("header Set-Cookie: does not match");
    assertThatThrownBy(
            () ->
                check("POST", LOGIN, 404, withCookies(ACCESS, REFRESH), error("MEMBER_NOT_FOUND")))
        .hasMessageContaining("the header set-cookie is not described");
  }

  /** Of a session that need not be the current one. */
  @Test
  void cookiesThatMayBeCleared_areBothOrNone() {
    String path = "/api/accounts/sessions/00112233445566778899aabbccddeeff";
    String body = "{\"message\":\"text\"}";
    String noAccess = "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
    String noRefresh = "refresh_token=; Path=/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax";

    assertThatCode(
            () -> {
              check("DELETE", path, 200, headers(), body);
              check("DELETE", path, 200, withCookies(noAccess, noRefresh), body);
              check("POST", "/api/accounts/logout", 200, withCookies(noAccess, noRefresh), body);
            })
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check("DELETE", path, 200, withCookies(noRefresh), body))
        .hasMessageContaining("the cookies set are [refresh_token]");
    assertThatThrownBy(() -> check("DELETE", path, 200, withCookies(ACCESS, REFRESH), body))
        .hasMessageContaining("header Set-Cookie: does not match");
    assertThatThrownBy(() -> check("POST", "/api/accounts/logout", 200, headers(), body))
        .hasMessageContaining("the header Set-Cookie is missing");
  }

  @Test
  void headers_otherThanDescribed_fail() {
    assertThatThrownBy(
            () ->
                check(
                    "POST",
                    LOGIN,
                    404,
                    headers("Cache-Control", "private", "X-Powered-By", "us"),
                    error("MEMBER_NOT_FOUND")))
        .hasMessageContaining("header Cache-Control: must be the constant value")
        .hasMessageContaining("the header x-powered-by is not described");
    assertThatThrownBy(
            () -> check("GET", LOGIN, 405, headers("Allow", "GET"), error("METHOD_NOT_ALLOWED")))
        .hasMessageContaining("Allow is [GET], described are [POST]");
    assertThatThrownBy(
            () ->
                check("POST", LOGIN, 404, headers("Content-Type", "text/html"), "<p>Not here</p>"))
        .hasMessageContaining("the Content-Type text/html is not described");
  }

  @Test
  void requestThatSucceedsAndIsNotDescribed_fails() {
    assertThatThrownBy(
            () ->
                DESCRIBED.check(
                    new Exchange(
                        "POST",
                        LOGIN,
                        "{\"email\":\"a@example.com\",\"passphrase\":\"secret\"}",
                        200,
                        withCookies(ACCESS, REFRESH),
                        MEMBER),
                    "Prod"))
        .hasMessageContaining("request: required property 'password' not found");
  }
}
