package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.json.Json;
import accounts.snapstart.Priming;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.TestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFunctionTest {
  private static final String ALLOWED = "https://app.example.com";
  private final List<String> lines = new ArrayList<>();

  private APIGatewayProxyResponseEvent answer(
      APIGatewayProxyRequestEvent event, Function<Request, Response> endpoint) {
    HttpFunction function =
        new HttpFunction("POST", new CrossSite(Set.of(ALLOWED)), new RequestLog(lines::add)) {
          @Override
          protected Response handle(Request request) {
            return endpoint.apply(request);
          }
        };
    return function.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    return answer(event, HttpFunctionTest::echo);
  }

  private static Response echo(Request request) {
    return Response.of(200, Map.of("email", request.body().text(Field.EMAIL)));
  }

  private static APIGatewayProxyRequestEvent event() {
    return Events.request("login");
  }

  private static APIGatewayProxyRequestEvent eventWithBody(byte[] body) {
    return event().withBody(Base64.getEncoder().encodeToString(body)).withIsBase64Encoded(true);
  }

  private static ObjectNode body(APIGatewayProxyResponseEvent response) {
    return Json.readObject(response.getBody()).orElseThrow();
  }

  private static String code(APIGatewayProxyResponseEvent response) {
    return body(response).path("code").asText();
  }

  @Test
  void everyAnswer_hasTheCommonHeaders() {
    APIGatewayProxyResponseEvent response = answer(event());

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody()).isEqualTo("{\"email\":\"alice@example.com\"}");
    assertThat(response.getHeaders())
        .containsEntry("Content-Type", "application/json; charset=utf-8")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        .containsEntry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .containsEntry("Referrer-Policy", "no-referrer");
  }

  @Test
  void rehearse_sampleRequest_isAnsweredAsOneOfAClient() {
    List<Request> requests = new ArrayList<>();
    HttpFunction function =
        new HttpFunction("POST", new CrossSite(Set.of()), new RequestLog(lines::add)) {
          @Override
          protected Response handle(Request request) {
            requests.add(request);
            return echo(request);
          }
        };
    SampleRequest sample = SampleRequest.post("login", Map.of("email", "nobody@nobody.invalid"));

    int status = function.rehearse(sample.withCookie("refresh_token", "a.b.c"));

    assertThat(status).isEqualTo(200);
    assertThat(requests.getFirst().headers().cookies("refresh_token")).containsExactly("a.b.c");
    assertThat(requests.getFirst().path()).isEqualTo("/api/accounts/login");
    assertThat(lines).hasSize(1);
    Priming.run(() -> function.rehearse(sample));
    assertThat(requests).hasSize(2);
    assertThat(lines).hasSize(1);
  }

  @Test
  void rehearse_storeDown_is503AndTold() {
    HttpFunction function =
        new HttpFunction("GET", new CrossSite(Set.of()), new RequestLog(lines::add)) {
          @Override
          protected Response handle(Request request) {
            throw new StoreUnavailableException("The table", new IOException("unreachable"));
          }
        };

    Priming.run(() -> assertThat(function.rehearse(SampleRequest.get("me"))).isEqualTo(503));

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).contains("\"event\":\"priming\"", "The table is not available");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"})
  void wrongMethod_is405WithAllow(String method) {
    APIGatewayProxyResponseEvent response = answer(event().withHttpMethod(method));

    assertThat(response.getStatusCode()).isEqualTo(405);
    assertThat(response.getHeaders()).containsEntry("Allow", "POST");
    assertThat(response.getBody())
        .isEqualTo(
            "{\"error\":\"Only POST requests are allowed\",\"code\":\"METHOD_NOT_ALLOWED\"}");
  }

  @Test
  void acceptLanguage_choosesTheText() {
    APIGatewayProxyResponseEvent response =
        answer(Events.withHeader(event().withHttpMethod("GET"), "accept-language", "ko"));

    assertThat(body(response).path("error").asText()).isEqualTo("POST 요청만 허용됩니다");
  }

  static List<byte[]> malformedBodies() {
    return List.of(
        new byte[0],
        "x".getBytes(StandardCharsets.UTF_8),
        "[]".getBytes(StandardCharsets.UTF_8),
        "\"a\"".getBytes(StandardCharsets.UTF_8),
        "null".getBytes(StandardCharsets.UTF_8),
        "{\"email\":\"a\"".getBytes(StandardCharsets.UTF_8),
        "{\"email\":\"a\"} x".getBytes(StandardCharsets.UTF_8),
        "{\"email\":\"a\",\"email\":\"b\"}".getBytes(StandardCharsets.UTF_8),
        "{\"email\":\"a\u0001\"}".getBytes(StandardCharsets.UTF_8),
        new byte[] {'{', '"', 'e', '"', ':', '"', (byte) 0xff, '"', '}'},
        new byte[] {'{', '"', 'e', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'},
        "{\"email\":\"a\"}".getBytes(StandardCharsets.UTF_16),
        "[".repeat(16_000).getBytes(StandardCharsets.UTF_8),
        ("{\"a\":" + "[".repeat(15_000)).getBytes(StandardCharsets.UTF_8),
        ("{\"a\":" + "9".repeat(15_000) + "}").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("malformedBodies")
  void malformedBody_is400(byte[] body) {
    APIGatewayProxyResponseEvent response = answer(eventWithBody(body));

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("MALFORMED_REQUEST");
  }

  @Test
  void bodyThatIsNoBase64OrHalfACharacter_is400() {
    assertThat(answer(event().withBody("%%%").withIsBase64Encoded(true)).getStatusCode())
        .isEqualTo(400);
    assertThat(answer(event().withBody("{\"email\":\"\ud800\"}")).getStatusCode()).isEqualTo(400);
    assertThat(answer(event().withBody(null)).getStatusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                          | REQUIRED_FIELD
          {"email":null}              | REQUIRED_FIELD
          {"email":""}                | REQUIRED_FIELD
          {"email":7}                 | INVALID_FIELD
          {"email":true}              | INVALID_FIELD
          {"email":["a@example.com"]} | INVALID_FIELD
          {"email":{"a":"b"}}         | INVALID_FIELD
          {"email":"a\\u0000b"}       | INVALID_FIELD
          {"email":"a\\u009fb"}       | INVALID_FIELD
          {"email":"a\\ud800b"}       | INVALID_FIELD
          """)
  void badField_is400AndNamed(String json, String code) {
    APIGatewayProxyResponseEvent response = answer(event().withBody(json));

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo(code);
    assertThat(body(response).path("field").asText()).isEqualTo("email");
  }

  @Test
  void body_of16KiB_isTheLargest() {
    String start = "{\"email\":\"a\",\"x\":\"";
    String largest = start + "x".repeat(16 * 1024 - start.length() - 2) + "\"}";

    assertThat(answer(event().withBody(largest)).getStatusCode()).isEqualTo(200);
    assertThat(answer(eventWithBody(largest.getBytes(StandardCharsets.UTF_8))).getStatusCode())
        .isEqualTo(200);
    APIGatewayProxyResponseEvent tooLarge =
        answer(eventWithBody((largest + " ").getBytes(StandardCharsets.UTF_8)));
    assertThat(tooLarge.getStatusCode()).isEqualTo(413);
    assertThat(code(tooLarge)).isEqualTo("REQUEST_TOO_LARGE");
    assertThat(answer(event().withBody(largest + " ")).getStatusCode()).isEqualTo(413);
  }

  @Test
  void trimmedText_controlCharactersAround_areTrimmedToo() {
    APIGatewayProxyResponseEvent response =
        answer(
            event().withBody("{\"code\":\"ABC123\\n\"}"),
            r -> Response.of(200, Map.of("code", r.body().trimmedText(Field.CODE))));

    assertThat(response.getBody()).isEqualTo("{\"code\":\"ABC123\"}");
  }

  @Test
  void body_tooLargeThatNobodyReads_is413() {
    APIGatewayProxyRequestEvent event = eventWithBody(new byte[17 * 1024]);

    assertThat(answer(event, r -> Response.of(200, Map.of())).getStatusCode()).isEqualTo(413);
  }

  @Test
  void body_withByteOrderMarkOrOtherContentType_isRead() {
    APIGatewayProxyRequestEvent event =
        Events.withHeader(
            event().withBody("\uFEFF{\"email\":\"a\"}"), "Content-Type", "text/plain");

    assertThat(answer(event).getStatusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          -           | -                         | 200
          same-origin | -                         | 200
          none        | -                         | 200
          cross-site  | -                         | 403
          same-site   | -                         | 403
          cross-site  | https://evil.example      | 403
          same-site   | https://evil.example.com  | 403
          cross-site  | https://app.example.com   | 200
          cross-site  | https://APP.example.com   | 200
          same-origin | https://other.example     | 200
          -           | https://evil.example      | 403
          -           | null                      | 403
          -           | :garbage:                 | 403
          -           | foo://abcdefghij.execute-api.us-east-1.amazonaws.com | 403
          -           | https://app.example.com   | 200
          -           | https://abcdefghij.execute-api.us-east-1.amazonaws.com | 200
          -           | https://abcdefghij.execute-api.us-east-1.amazonaws.com.evil.example | 403
          """)
  void crossSiteRequest_is403(String site, String origin, int status) {
    APIGatewayProxyRequestEvent event = event();
    if (site != null) {
      event = Events.withHeader(event, "sec-fetch-site", site);
    }
    if (origin != null) {
      event = Events.withHeader(event, "origin", origin);
    }

    APIGatewayProxyResponseEvent response = answer(event);

    assertThat(response.getStatusCode()).isEqualTo(status);
    if (status == 403) {
      assertThat(code(response)).isEqualTo("CROSS_SITE_REQUEST");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          same-origin,cross-site | https://app.example.com | 200
          same-origin,cross-site | https://abcdefghij.execute-api.us-east-1.amazonaws.com | 403
          cross-site,same-origin | https://abcdefghij.execute-api.us-east-1.amazonaws.com | 403
          same-origin,none       | https://abcdefghij.execute-api.us-east-1.amazonaws.com | 200
          ''                     | https://app.example.com,https://app.example.com        | 200
          ''                     | https://evil.example,https://app.example.com           | 403
          ''                     | https://app.example.com,https://evil.example           | 403
          cross-site             | https://app.example.com,https://evil.example           | 403
          ''                     | https://evil.example,https://abcdefghij.execute-api.us-east-1.amazonaws.com | 403
          """)
  void crossSiteRequest_withAHeaderTwice_is403IfOneIsAnotherSites(
      String sites, String origins, int status) {
    APIGatewayProxyRequestEvent event = event();
    Map<String, List<String>> headers = new HashMap<>(event.getMultiValueHeaders());
    headers.put("Sec-Fetch-Site", sites.isEmpty() ? List.of() : List.of(sites.split(",")));
    headers.put("Origin", List.of(origins.split(",")));

    APIGatewayProxyResponseEvent response = answer(event.withMultiValueHeaders(headers));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getHeaders().containsKey("Access-Control-Allow-Origin"))
        .isEqualTo(status == 200 && origins.startsWith(ALLOWED));
  }

  @Test
  void cors_allowedOrigin_isGrantedWithCredentials() {
    assertThat(answer(Events.withHeader(event(), "Origin", ALLOWED)).getHeaders())
        .containsEntry("Access-Control-Allow-Origin", ALLOWED)
        .containsEntry("Access-Control-Allow-Credentials", "true")
        .containsEntry("Vary", "Origin");
    assertThat(answer(event()).getHeaders()).doesNotContainKey("Access-Control-Allow-Origin");
  }

  @Test
  void preflight_fromAllowedOriginOnly_isGranted() {
    APIGatewayProxyRequestEvent preflight =
        Events.withHeader(
            event().withHttpMethod("OPTIONS"), "Access-Control-Request-Method", "POST");

    APIGatewayProxyResponseEvent granted = answer(Events.withHeader(preflight, "Origin", ALLOWED));
    assertThat(granted.getStatusCode()).isEqualTo(204);
    assertThat(granted.getHeaders())
        .containsEntry("Access-Control-Allow-Origin", ALLOWED)
        .containsEntry("Access-Control-Allow-Methods", "POST")
        .containsEntry("Access-Control-Allow-Headers", "Content-Type, Accept-Language");

    assertThat(granted.getBody()).isNull();
    assertThat(lines).hasSize(1);

    APIGatewayProxyResponseEvent refused =
        answer(Events.withHeader(preflight, "Origin", "https://evil.example"));
    assertThat(refused.getStatusCode()).isEqualTo(204);
    assertThat(refused.getHeaders()).doesNotContainKey("Access-Control-Allow-Origin");
  }

  private APIGatewayProxyResponseEvent answerOfProfile(APIGatewayProxyRequestEvent event) {
    HttpFunction function =
        new HttpFunction(
            "PATCH",
            Methods.GET_PATCH_DELETE,
            new CrossSite(Set.of(ALLOWED)),
            new RequestLog(lines::add)) {
          @Override
          protected Response handle(Request request) {
            return Response.of(
                200,
                Map.of(
                    "email", request.body().optionalText(Field.EMAIL).orElse("absent"),
                    "id", request.pathParameter("id"),
                    "session", request.session().map(Object::toString).orElse("none")));
          }
        };
    return function.handleRequest(event, new TestContext());
  }

  @Test
  void oneOfSeveralMethods_answersItsOwnAndTellsAll() {
    assertThat(answerOfProfile(event().withHttpMethod("PATCH")).getStatusCode()).isEqualTo(200);

    APIGatewayProxyResponseEvent refused = answerOfProfile(event().withHttpMethod("PUT"));
    assertThat(refused.getStatusCode()).isEqualTo(405);
    assertThat(refused.getHeaders()).containsEntry("Allow", "GET, PATCH, DELETE");
    assertThat(body(refused).path("error").asText())
        .isEqualTo("Only GET, PATCH and DELETE requests are allowed");

    APIGatewayProxyRequestEvent preflight =
        Events.withHeader(
            event().withHttpMethod("OPTIONS"), "Access-Control-Request-Method", "PATCH");
    assertThat(answerOfProfile(Events.withHeader(preflight, "Origin", ALLOWED)).getHeaders())
        .containsEntry("Access-Control-Allow-Methods", "GET, PATCH, DELETE");
  }

  @Test
  void optionalField_isAbsentOrHasToHoldSomething() {
    APIGatewayProxyRequestEvent event = event().withHttpMethod("PATCH");

    assertThat(body(answerOfProfile(withBody(event, "{}"))).path("email").asText())
        .isEqualTo("absent");
    for (String empty : List.of("null", "\"\"")) {
      APIGatewayProxyResponseEvent refused =
          answerOfProfile(withBody(event, "{\"email\":" + empty + "}"));
      assertThat(code(refused)).isEqualTo("REQUIRED_FIELD");
    }
  }

  private static APIGatewayProxyRequestEvent withBody(
      APIGatewayProxyRequestEvent event, String body) {
    return event.withBody(body).withIsBase64Encoded(false);
  }

  @Test
  void pathParameterAndSession_areReadOrAbsent() {
    APIGatewayProxyRequestEvent event = event().withHttpMethod("PATCH");
    ObjectNode without = body(answerOfProfile(event));
    assertThat(without.path("id").asText()).isEmpty();
    assertThat(without.path("session").asText()).isEqualTo("none");

    event.withPathParameters(Collections.singletonMap("id", null));
    assertThat(body(answerOfProfile(event)).path("id").asText("none")).isEmpty();

    event.withPathParameters(Map.of("id", "a b"));
    String session = "00112233445566778899aabbccddeeff";
    event.getRequestContext().setAuthorizer(Map.of("sessionId", session));
    ObjectNode with = body(answerOfProfile(event));
    assertThat(with.path("id").asText()).isEqualTo("a b");
    assertThat(with.path("session").asText()).isEqualTo(session);

    event.getRequestContext().setAuthorizer(Map.of("sessionId", "no#id"));
    assertThat(body(answerOfProfile(event)).path("session").asText()).isEqualTo("none");
  }

  @Test
  void storeUnavailable_is503WithRetryAfter() {
    APIGatewayProxyResponseEvent response =
        answer(
            event(),
            r -> {
              throw new StoreUnavailableException("The table", new IOException("refused"));
            });

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(response.getHeaders()).containsEntry("Retry-After", "2");
    assertThat(code(response)).isEqualTo("STORE_UNAVAILABLE");
    assertThat(body(response).path("retryAfterSeconds").asInt()).isEqualTo(2);
    assertThat(lines.getFirst()).contains("accounts.store.StoreUnavailableException");
  }

  @Test
  void unforeseen_is500WithTheCauseInTheLogOnly() {
    APIGatewayProxyResponseEvent response =
        answer(
            event(),
            r -> {
              throw new IllegalStateException("secret detail");
            });

    assertThat(response.getStatusCode()).isEqualTo(500);
    assertThat(response.getBody())
        .isEqualTo(
            "{\"error\":\"Internal error\",\"code\":\"INTERNAL\","
                + "\"requestId\":\"c6af9ac6-7b61-11e6-9a41-93e8deadbeef\"}");
    assertThat(lines.getFirst())
        .contains("java.lang.IllegalStateException")
        .contains("HttpFunctionTest")
        .doesNotContain("secret detail");
  }

  @Test
  void log_isOneLineWithoutSecrets() {
    answer(event());

    assertThat(lines).hasSize(1);
    ObjectNode line = Json.readObject(lines.getFirst()).orElseThrow();
    assertThat(line.path("requestId").asText()).isEqualTo("c6af9ac6-7b61-11e6-9a41-93e8deadbeef");
    assertThat(line.path("function").asText()).isEqualTo("TestFunction");
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(line.path("ms").isIntegralNumber()).isTrue();
    assertThat(lines.getFirst()).doesNotContain("alice").doesNotContain("correct horse");
  }

  @Test
  void log_ofARefusal_hasTheCode() {
    answer(event().withBody("{}"));

    ObjectNode line = Json.readObject(lines.getFirst()).orElseThrow();
    assertThat(line.path("status").asInt()).isEqualTo(400);
    assertThat(line.path("code").asText()).isEqualTo("REQUIRED_FIELD");
  }

  @Test
  void eventWithNothingInIt_isAnsweredToo() {
    assertThat(answer(new APIGatewayProxyRequestEvent()).getStatusCode()).isEqualTo(405);
    assertThat(answer(new APIGatewayProxyRequestEvent().withHttpMethod("POST")).getStatusCode())
        .isEqualTo(400);
  }

  @Test
  void protectedEndpoint_withoutAuthorizerContext_is401() {
    APIGatewayProxyResponseEvent response =
        answer(event(), r -> Response.of(200, Map.of("id", r.member().value())));

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(code(response)).isEqualTo("ACCESS_TOKEN_REQUIRED");
  }
}
