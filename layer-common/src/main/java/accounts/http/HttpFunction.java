package accounts.http;

import accounts.json.Json;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every endpoint has in common: it refuses wrong methods and other sites' requests, answers
 * preflights, maps errors to bodies of one form, sets headers and logs one line per request. It
 * never throws.
 */
public abstract class HttpFunction implements RequestStreamHandler {
  private static final int RETRY_AFTER_SECONDS = 2;
  private static final String PREFLIGHT_SECONDS = "600";

  /**
   * For browsers that show an answer as a page: by HTTPS only for two years, nothing to load,
   * nothing to frame, and no address to pass on (OWASP ASVS 5.0, 3.4).
   */
  private static final Map<String, String> FOR_BROWSERS =
      Map.of(
          "Strict-Transport-Security", "max-age=63072000; includeSubDomains",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer");

  private final String method;
  private final Methods ofPath;
  private final CrossSite crossSite;
  private final RequestLog log;

  /**
   * The only endpoint of its path.
   *
   * @param method the one method that it answers
   */
  protected HttpFunction(String method, CrossSite crossSite, RequestLog log) {
    this(method, Methods.valueOf(method), crossSite, log);
  }

  /**
   * One of several endpoints of a path.
   *
   * @param method the one method that it answers
   * @param ofPath what the path answers, by this function and by others
   */
  protected HttpFunction(String method, Methods ofPath, CrossSite crossSite, RequestLog log) {
    this.method = method;
    this.ofPath = ofPath;
    this.crossSite = crossSite;
    this.log = log;
  }

  /**
   * Answers a request that may be answered.
   *
   * @throws ApiException if it is refused
   */
  protected abstract Response handle(Request request);

  /**
   * Answers a request that nobody sent, from the event to the response, as Lambda would have it
   * answered. For priming.
   *
   * @return the answer's status
   */
  protected final int rehearse(SampleRequest request) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handleRequest(new ByteArrayInputStream(request.json()), answer, new PrimingContext());
    return EventJson.read(new ByteArrayInputStream(answer.toByteArray()))
        .path("statusCode")
        .intValue();
  }

  @Override
  public final void handleRequest(InputStream event, OutputStream answer, Context context) {
    try {
      Json.write(EventJson.of(handleRequest(EventJson.request(event), context)), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As it is called by API Gateway, with the event read and the answer to be written. */
  public final APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    long start = System.nanoTime();
    Request request = new Request(event);
    Map<String, String> headers = commonHeaders(request);
    Response response;
    Optional<ErrorCode> code = Optional.empty();
    Optional<Throwable> cause = Optional.empty();
    try {
      if (isPreflight(request)) {
        response = preflight(headers);
      } else {
        check(request);
        response =
            Deadline.within(
                Duration.ofMillis(context.getRemainingTimeInMillis()), () -> handle(request));
      }
    } catch (ApiException e) {
      code = Optional.of(e.code());
      headers.putAll(e.headers());
      response = error(e, request);
    } catch (StoreUnavailableException e) {
      code = Optional.of(ErrorCode.STORE_UNAVAILABLE);
      cause = Optional.of(e);
      headers.put("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
      response =
          error(new ApiException(503, ErrorCode.STORE_UNAVAILABLE, Message.UNAVAILABLE), request)
              .with("retryAfterSeconds", RETRY_AFTER_SECONDS);
    } catch (RuntimeException | StackOverflowError e) {
      code = Optional.of(ErrorCode.INTERNAL);
      cause = Optional.of(e);
      response =
          error(new ApiException(500, ErrorCode.INTERNAL, Message.INTERNAL), request)
              .with("requestId", request.id());
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", request.id());
    line.put("function", context.getFunctionName());
    line.put("method", request.method());
    line.put("path", request.resource());
    line.put("status", response.status());
    code.ifPresent(c -> line.put("code", c.name()));
    line.put("ms", (System.nanoTime() - start) / 1_000_000);
    log.write(line, cause);
    headers.putAll(response.headers());
    return toEvent(response, headers);
  }

  private void check(Request request) {
    if (!request.method().equals(method)) {
      throw new ApiException(
          405,
          ErrorCode.METHOD_NOT_ALLOWED,
          ofPath.refusal(),
          Map.of(),
          Map.of("Allow", ofPath.list()));
    }
    if (!method.equals("GET") && crossSite.refuses(request)) {
      throw new ApiException(403, ErrorCode.CROSS_SITE_REQUEST, Message.CROSS_SITE);
    }
    request.checkBodySize();
  }

  private static Response error(ApiException e, Request request) {
    Response response = Response.of(e.status(), Map.of("error", e.text().text(request.language())));
    response.with("code", e.code().name());
    e.fields().forEach(response::with);
    return response;
  }

  private Map<String, String> commonHeaders(Request request) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json; charset=utf-8");
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.putAll(FOR_BROWSERS);
    headers.put("Vary", "Origin");
    crossSite
        .allowedOrigin(request.headers())
        .ifPresent(
            origin -> {
              headers.put("Access-Control-Allow-Origin", origin);
              headers.put("Access-Control-Allow-Credentials", "true");
              headers.put("Access-Control-Expose-Headers", "Retry-After");
            });
    return headers;
  }

  private static boolean isPreflight(Request request) {
    return request.method().equals("OPTIONS")
        && request.headers().get("Origin").isPresent()
        && request.headers().get("Access-Control-Request-Method").isPresent();
  }

  /** Tells a browser whether its page may call: from an origin not allowed, nothing is granted. */
  private Response preflight(Map<String, String> headers) {
    if (headers.containsKey("Access-Control-Allow-Origin")) {
      headers.put("Access-Control-Allow-Methods", ofPath.list());
      headers.put("Access-Control-Allow-Headers", "Content-Type, Accept-Language");
      headers.put("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
    return Response.empty(204);
  }

  private static APIGatewayProxyResponseEvent toEvent(
      Response response, Map<String, String> headers) {
    APIGatewayProxyResponseEvent event =
        new APIGatewayProxyResponseEvent()
            .withStatusCode(response.status())
            .withHeaders(headers)
            .withIsBase64Encoded(false);
    if (response.body().isEmpty()) {
      headers.remove("Content-Type");
    } else {
      event.setBody(Json.write(response.body()));
    }
    if (!response.cookies().isEmpty()) {
      // The only way to send several headers of one name.
      event.setMultiValueHeaders(Map.of("Set-Cookie", List.copyOf(response.cookies())));
    }
    return event;
  }
}
