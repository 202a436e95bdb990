package accounts.http;

import accounts.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.RequestIdentity;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * API Gateway's events, from their JSON and into it. Lambda's runtime would do this too, with a
 * mapper of its own for all that such an event may hold; that is three quarters of the start of a
 * function that does nothing else (docs/performance.md). What no function looks at is left out
 * here.
 */
public final class EventJson {
  private EventJson() {}

  /**
   * The event.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  public static ObjectNode read(InputStream in) {
    return Json.readObject(in)
        .orElseThrow(() -> new IllegalArgumentException("The event is no JSON object"));
  }

  static APIGatewayProxyRequestEvent request(InputStream in) {
    ObjectNode event = read(in);
    JsonNode context = event.path("requestContext");
    JsonNode identity = context.path("identity");
    ProxyRequestContext requestContext =
        new ProxyRequestContext()
            .withRequestId(text(context, "requestId"))
            .withIdentity(new RequestIdentity().withSourceIp(text(identity, "sourceIp")));
    requestContext.setPath(text(context, "path"));
    requestContext.setDomainName(text(context, "domainName"));
    requestContext.setAuthorizer(new LinkedHashMap<>(texts(context.path("authorizer"))));
    return new APIGatewayProxyRequestEvent()
        .withHttpMethod(text(event, "httpMethod"))
        .withResource(text(event, "resource"))
        .withPath(text(event, "path"))
        .withHeaders(texts(event.path("headers")))
        .withMultiValueHeaders(textLists(event.path("multiValueHeaders")))
        .withPathParameters(texts(event.path("pathParameters")))
        .withBody(text(event, "body"))
        .withIsBase64Encoded(event.path("isBase64Encoded").asBoolean())
        .withRequestContext(requestContext);
  }

  static Map<String, Object> of(APIGatewayProxyResponseEvent response) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("statusCode", response.getStatusCode());
    json.put("headers", response.getHeaders());
    if (response.getMultiValueHeaders() != null) {
      json.put("multiValueHeaders", response.getMultiValueHeaders());
    }
    if (response.getBody() != null) {
      json.put("body", response.getBody());
    }
    json.put("isBase64Encoded", response.getIsBase64Encoded());
    return json;
  }

  /** The text of that name; nothing if there is none. */
  public static @Nullable String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  /** What an object names by texts, or by what can be written as one. */
  public static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
        texts.put(entry.getKey(), entry.getValue().asText());
      }
    }
    return texts;
  }

  /** What an object names by lists of texts. */
  public static Map<String, List<String>> textLists(JsonNode object) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      List<String> list = new ArrayList<>();
      for (JsonNode element : entry.getValue()) {
        if (element.isTextual()) {
          list.add(element.textValue());
        }
      }
      lists.put(entry.getKey(), list);
    }
    return lists;
  }
}
