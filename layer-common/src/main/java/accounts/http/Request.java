package accounts.http;

import accounts.json.Json;
import accounts.language.Language;
import accounts.member.MemberId;
import accounts.session.SessionId;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as API Gateway hands it on. */
public final class Request {
  /** The largest body that is read, in bytes. */
  public static final int LARGEST_BODY = 16 * 1024;

  private final APIGatewayProxyRequestEvent event;
  private final Headers headers;
  private final Optional<Language> language;

  public Request(APIGatewayProxyRequestEvent event) {
    this.event = event;
    this.headers = new Headers(event.getHeaders(), event.getMultiValueHeaders());
    this.language = headers.get("Accept-Language").flatMap(Language::accepted);
  }

  public String method() {
    String method = event.getHttpMethod();
    return method == null ? "" : method;
  }

  public Headers headers() {
    return headers;
  }

  /** The language asked for, if any. */
  public Optional<Language> language() {
    return language;
  }

  /** The id that API Gateway gave the request, which the client sees too. */
  public String id() {
    return context().map(ProxyRequestContext::getRequestId).orElse("");
  }

  /** The resource's path as the template has it. */
  public String resource() {
    String resource = event.getResource();
    return resource == null ? "" : resource;
  }

  /** The host that the request was sent to. */
  Optional<String> host() {
    return headers.get("Host").or(() -> context().map(ProxyRequestContext::getDomainName));
  }

  /** The client's address as API Gateway saw it, never from a header; empty if not known. */
  public String sourceIp() {
    return context().map(ProxyRequestContext::getIdentity).map(i -> i.getSourceIp()).orElse("");
  }

  /**
   * The path that the client used, with the stage or base path that stands before the resource's.
   */
  public String path() {
    return context()
        .map(ProxyRequestContext::getPath)
        .or(() -> Optional.ofNullable(event.getPath()))
        .orElse("");
  }

  /**
   * The member that the authorizer found.
   *
   * @throws ApiException 401 if no authorizer let the request pass
   */
  public MemberId member() {
    return authorizer(AuthorizerContext.USER_ID)
        .flatMap(MemberId::parse)
        .orElseThrow(
            () ->
                new ApiException(
                    401, ErrorCode.ACCESS_TOKEN_REQUIRED, Message.ACCESS_TOKEN_REQUIRED));
  }

  /** The session of the access token that the authorizer let pass; nothing if it names none. */
  public Optional<SessionId> session() {
    return authorizer(AuthorizerContext.SESSION_ID).flatMap(SessionId::parse);
  }

  private Optional<String> authorizer(String name) {
    @Nullable Object value =
        context().map(ProxyRequestContext::getAuthorizer).orElse(Map.of()).get(name);
    return Optional.ofNullable(value).map(Object::toString);
  }

  /** A part of the path that the template has a name for; empty if there is none. */
  public String pathParameter(String name) {
    return Optional.ofNullable(event.getPathParameters())
        .map(parameters -> parameters.get(name))
        .orElse("");
  }

  /**
   * The body.
   *
   * @throws ApiException 413 if it is too large, 400 if it is not a JSON object in UTF-8
   */
  public JsonBody body() {
    ObjectNode object = Json.readObject(text()).orElseThrow(Request::malformed);
    return new JsonBody(object);
  }

  private String text() {
    String body = event.getBody() == null ? "" : event.getBody();
    try {
      ByteBuffer bytes;
      if (Boolean.TRUE.equals(event.getIsBase64Encoded())) {
        bytes = ByteBuffer.wrap(Base64.getDecoder().decode(body));
      } else {
        // Fails on half of a surrogate pair, as decoding fails on bytes that are no UTF-8.
        bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(body));
      }
      checkSize(bytes.remaining());
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      // RFC 8259 section 8.1: a byte order mark may be ignored. Some Windows programs send one.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw malformed();
    }
  }

  /**
   * Refuses a body that is too large, whether anybody reads it or not.
   *
   * @throws ApiException 413
   */
  void checkBodySize() {
    String body = event.getBody() == null ? "" : event.getBody();
    boolean base64 = Boolean.TRUE.equals(event.getIsBase64Encoded());
    // At least so many; what is read is counted exactly.
    checkSize(base64 ? body.length() / 4 * 3 - 2 : body.length());
  }

  private static void checkSize(int bytes) {
    if (bytes > LARGEST_BODY) {
      throw new ApiException(413, ErrorCode.REQUEST_TOO_LARGE, Message.TOO_LARGE);
    }
  }

  private static ApiException malformed() {
    return new ApiException(400, ErrorCode.MALFORMED_REQUEST, Message.NOT_JSON_OBJECT);
  }

  private Optional<ProxyRequestContext> context() {
    return Optional.ofNullable(event.getRequestContext());
  }
}
