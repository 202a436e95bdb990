package accounts.authorizer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.member.MemberId;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.token.SigningKey;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import accounts.token.TokenVerifier;
import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.events.IamPolicyResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizerHandlerTest {
  private static final SigningKey KEY = SigningKey.fromBase64Url("A".repeat(43));
  private final MutableClock clock = MutableClock.startingNow();
  private final List<String> log = new ArrayList<>();
  private final AuthorizerHandler handler = handler(KEY);

  private final TokenPair tokens =
      new TokenIssuer(KEY, TokenLifetimes.DEFAULT)
          .issue(
              new Session(
                  new SessionId("00112233445566778899aabbccddeeff"),
                  new MemberId("alice"),
                  0,
                  clock.instant(),
                  clock.instant(),
                  clock.instant().plus(Duration.ofDays(7)),
                  "",
                  ""));

  private AuthorizerHandler handler(SigningKey key) {
    return new AuthorizerHandler(
        new TokenVerifier(key, clock),
        new CrossSite(Set.of("https://app.example.com")),
        new RequestLog(log::add));
  }

  private IamPolicyResponse call(Map<String, String> headers) {
    APIGatewayCustomAuthorizerEvent event =
        Events.read("authorizer", APIGatewayCustomAuthorizerEvent.class);
    event.setHeaders(headers);
    return handler.handleRequest(event, new TestContext());
  }

  private static Map<?, ?> statement(IamPolicyResponse response) {
    Object[] statements = (Object[]) requireNonNull(response.getPolicyDocument().get("Statement"));
    assertThat(statements).hasSize(1);
    return (Map<?, ?>) statements[0];
  }

  private static void assertDenied(IamPolicyResponse response, String error, String code) {
    assertThat(statement(response).get("Effect")).isEqualTo("Deny");
    assertThat(response.getContext()).containsEntry("error", error).containsEntry("code", code);
    assertThat(response.getContext()).doesNotContainKey("userId");
  }

  @Test
  void authorize_sampleEvent_isDenied() {
    APIGatewayCustomAuthorizerEvent event =
        Events.read("authorizer", APIGatewayCustomAuthorizerEvent.class);

    assertDenied(
        handler.handleRequest(event, new TestContext()),
        "유효하지 않은 access 토큰입니다.",
        "ACCESS_TOKEN_INVALID");
  }

  @Test
  void authorize_validToken_allowsTheStageAndTellsWho() {
    IamPolicyResponse response = call(Map.of("Cookie", "access_token=" + tokens.access()));

    Map<?, ?> statement = statement(response);
    assertThat(statement.get("Effect")).isEqualTo("Allow");
    assertThat(statement.get("Action")).isEqualTo("execute-api:Invoke");
    assertThat((Object[]) statement.get("Resource"))
        .containsExactly("arn:aws:execute-api:us-east-1:123456789012:abcdefghij/Prod/*");
    assertThat(response.getPrincipalId()).isEqualTo("alice");
    assertThat(response.getContext())
        .containsEntry("userId", "alice")
        .containsEntry("sessionId", "00112233445566778899aabbccddeeff");
    assertThat(String.join("\n", log)).doesNotContain(tokens.access());
  }

  @Test
  void authorize_noCookie_isRequired() {
    assertDenied(call(Map.of()), "access 토큰이 필요합니다.", "ACCESS_TOKEN_REQUIRED");
    assertDenied(
        call(Map.of("Cookie", "access_token=")), "access 토큰이 필요합니다.", "ACCESS_TOKEN_REQUIRED");
    assertDenied(
        call(Map.of("Authorization", "Bearer " + tokens.access())),
        "access 토큰이 필요합니다.",
        "ACCESS_TOKEN_REQUIRED");
  }

  @Test
  void authorize_tokenThatExpiresNow_isExpired() {
    clock.advance(Duration.ofMinutes(10));

    assertDenied(
        call(Map.of("Cookie", "access_token=" + tokens.access())),
        "access_token이 만료되었습니다.",
        "ACCESS_TOKEN_EXPIRED");
  }

  @Test
  void authorize_refreshTokenInTheAccessCookie_isInvalid() {
    assertDenied(
        call(Map.of("Cookie", "access_token=" + tokens.refresh())),
        "유효하지 않은 access 토큰입니다.",
        "ACCESS_TOKEN_INVALID");
  }

  @Test
  void deny_language_isTheOneAskedFor() {
    assertDenied(
        call(Map.of("Accept-Language", "en")),
        "An access token is required.",
        "ACCESS_TOKEN_REQUIRED");
  }

  @Test
  void deny_allowedOrigin_isToldForTheGatewaysAnswer() {
    Map<String, String> headers = new HashMap<>();
    headers.put("Origin", "https://app.example.com");
    assertThat(call(headers).getContext())
        .containsEntry("allowedOrigin", "https://app.example.com");

    headers.put("Origin", "https://evil.example");
    assertThat(call(headers).getContext()).containsEntry("allowedOrigin", "");
  }

  @Test
  void deny_texts_needNoEscapingInJson() {
    for (String language : List.of("en", "ko")) {
      for (String cookie : List.of("", "access_token=x")) {
        Object error =
            call(Map.of("Accept-Language", language, "Cookie", cookie)).getContext().get("error");
        assertThat(String.valueOf(error)).doesNotContain("\"").doesNotContain("\\");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no-cookie, access 토큰이 필요합니다., ACCESS_TOKEN_REQUIRED",
    "expired, access_token이 만료되었습니다., ACCESS_TOKEN_EXPIRED",
    "refresh-token, 유효하지 않은 access 토큰입니다., ACCESS_TOKEN_INVALID"
  })
  void badSampleEvents_areDenied(String event, String error, String code) {
    APIGatewayCustomAuthorizerEvent request =
        Events.read("authorizer-" + event, APIGatewayCustomAuthorizerEvent.class);

    assertDenied(handler(Events.LOCAL_KEY).handleRequest(request, new TestContext()), error, code);
  }
}
