package accounts.http;

import accounts.json.Json;
import accounts.member.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that nobody sent, for priming: as API Gateway hands one of a browser on. */
public final class SampleRequest {
  private static final String ACCOUNTS = "/api/accounts/";

  private final Map<String, Object> event = new LinkedHashMap<>();
  private final Map<String, Object> context = new LinkedHashMap<>();
  private final Map<String, List<String>> headers = new LinkedHashMap<>();

  private SampleRequest(String method, String path) {
    headers.put("Host", List.of("accounts.invalid"));
    headers.put("Origin", List.of("https://accounts.invalid"));
    headers.put("Accept-Language", List.of("ko-KR,ko;q=0.9,en;q=0.8"));
    headers.put("Content-Type", List.of("application/json"));
    headers.put("User-Agent", List.of("Priming"));
    context.put("requestId", "priming");
    context.put("path", path);
    context.put("identity", Map.of("sourceIp", "127.0.0.1"));
    event.put("httpMethod", method);
    event.put("resource", path);
    event.put("path", path);
    event.put("multiValueHeaders", headers);
    event.put("requestContext", context);
  }

  /**
   * @param endpoint its path below {@code /api/accounts/}
   */
  public static SampleRequest get(String endpoint) {
    return new SampleRequest("GET", ACCOUNTS + endpoint);
  }

  /** A {@code GET} of another path. */
  public static SampleRequest at(String path) {
    return new SampleRequest("GET", path);
  }

  /**
   * @param endpoint its path below {@code /api/accounts/}
   */
  public static SampleRequest delete(String endpoint) {
    return new SampleRequest("DELETE", ACCOUNTS + endpoint);
  }

  /**
   * @param endpoint its path below {@code /api/accounts/}
   */
  public static SampleRequest post(String endpoint, Map<String, String> body) {
    return of("POST", endpoint, body);
  }

  /**
   * @param method of the request
   * @param endpoint its path below {@code /api/accounts/}
   */
  public static SampleRequest of(String method, String endpoint, Map<String, String> body) {
    SampleRequest request = new SampleRequest(method, ACCOUNTS + endpoint);
    byte[] json = Json.write(body).getBytes(StandardCharsets.UTF_8);
    request.event.put("body", Base64.getEncoder().encodeToString(json));
    request.event.put("isBase64Encoded", true);
    return request;
  }

  public SampleRequest withCookie(String name, String value) {
    headers.put("Cookie", List.of(name + "=" + value));
    return this;
  }

  /** A part of the path that the template has a name for. */
  public SampleRequest withPathParameter(String name, String value) {
    event.put("pathParameters", Map.of(name, value));
    return this;
  }

  /** As if the authorizer had found that member. */
  public SampleRequest from(MemberId member) {
    context.put("authorizer", Map.of(AuthorizerContext.USER_ID, member.value()));
    return this;
  }

  byte[] json() {
    return Json.write(event).getBytes(StandardCharsets.UTF_8);
  }
}
