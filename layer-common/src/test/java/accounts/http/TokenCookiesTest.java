package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.testing.Events;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCookiesTest {
  private static List<String> cookies(boolean secure, String path) {
    APIGatewayProxyRequestEvent event = Events.request("login");
    event.getRequestContext().setPath(path);
    return new TokenCookies(TokenLifetimes.DEFAULT, secure)
        .add(Response.of(200, Map.of()), new TokenPair("a.b.c", "d.e.f"), new Request(event))
        .cookies();
  }

  @Test
  void add_secure_hasEveryAttribute() {
    assertThat(cookies(true, "/api/accounts/login"))
        .containsExactly(
            "access_token=a.b.c; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure",
            "refresh_token=d.e.f; Path=/api/accounts; Max-Age=604800; HttpOnly; SameSite=Lax;"
                + " Secure");
  }

  @Test
  void add_notSecure_hasNoSecure() {
    assertThat(cookies(false, "/api/accounts/login")).noneMatch(c -> c.contains("Secure"));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/accounts/login,/api/accounts",
    "/api/accounts/login/,/api/accounts",
    "/Prod/api/accounts/token/refresh,/Prod/api/accounts",
    "/base/path/api/accounts/login,/base/path/api/accounts",
    "/elsewhere,/api/accounts"
  })
  void add_underAStageName_thePathHasIt(String path, String expected) {
    assertThat(cookies(true, path).get(1)).contains("; Path=" + expected + ";");
  }

  @Test
  void clear_takesBothAwayWhereTheyWereSet() {
    APIGatewayProxyRequestEvent event =
        new APIGatewayProxyRequestEvent().withPath("/Prod/api/accounts/logout");

    assertThat(
            new TokenCookies(TokenLifetimes.DEFAULT, true)
                .clear(Response.of(200, Map.of()), new Request(event))
                .cookies())
        .containsExactly(
            "access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
            "refresh_token=; Path=/Prod/api/accounts; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
  }
}
