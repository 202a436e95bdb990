package accounts.http;

import accounts.json.Json;
import accounts.member.MemberId;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.RequestIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that nobody sent, for priming: as API Gateway hands one of a browser on. */
public final class SampleRequest {
  private static final String ACCOUNTS = "/api/accounts/";

  private final APIGatewayProxyRequestEvent event;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private SampleRequest(String method, String path) {
    headers.put("Host", "accounts.invalid");
    headers.put("Origin", "https://accounts.invalid");
    headers.put("Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8");
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Priming");
    ProxyRequestContext context =
        new ProxyRequestContext()
            .withRequestId("priming")
            .withIdentity(new RequestIdentity().withSourceIp("127.0.0.1"));
    context.setPath(path);
    this.event =
        new APIGatewayProxyRequestEvent()
            .withHttpMethod(method)
            .withResource(path)
            .withPath(path)
            .withHeaders(headers)
            .withRequestContext(context);
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
    request.event.withBody(Base64.getEncoder().encodeToString(json)).withIsBase64Encoded(true);
    return request;
  }

  public SampleRequest withCookie(String name, String value) {
    headers.put("Cookie", name + "=" + value);
    return this;
  }

  /** A part of the path that the template has a name for. */
  public SampleRequest withPathParameter(String name, String value) {
    event.setPathParameters(Map.of(name, value));
    return this;
  }

  /** As if the authorizer had found that member. */
  public SampleRequest from(MemberId member) {
    event.getRequestContext().setAuthorizer(Map.of(AuthorizerContext.USER_ID, member.value()));
    return this;
  }

  APIGatewayProxyRequestEvent event() {
    return event;
  }
}
