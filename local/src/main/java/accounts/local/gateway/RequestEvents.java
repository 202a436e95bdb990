package accounts.local.gateway;

import accounts.local.net.Json;
import accounts.local.template.ApiDefinition;
import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes the events that API Gateway sends to functions and to authorizers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format">Input
 *     format of a Lambda function for proxy integration</a>
 */
final class RequestEvents {
  private static final DateTimeFormatter COMMON_LOG_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final ApiDefinition api;

  RequestEvents(ApiDefinition api) {
    this.api = api;
  }

  /** The event of the function behind a route. */
  ObjectNode proxy(ApiRequest request, Router.Match match, ObjectNode context) {
    ObjectNode event = common(request, match);
    byte[] body = request.body();
    boolean binary = body != null && MediaTypes.isBinary(api, request.header("Content-Type"));
    event.set("requestContext", context);
    event.set(
        "body",
        body == null
            ? NullNode.getInstance()
            : Json.tree(
                binary
                    ? Base64.getEncoder().encodeToString(body)
                    : new String(body, StandardCharsets.UTF_8)));
    event.put("isBase64Encoded", binary);
    return event;
  }

  /** The event of an authorizer of type REQUEST. */
  ObjectNode authorizer(ApiRequest request, Router.Match match, ObjectNode context) {
    ObjectNode event = common(request, match);
    event.put("type", "REQUEST");
    event.put("methodArn", methodArn(request, match));
    event.set("requestContext", context);
    return event;
  }

  String methodArn(ApiRequest request, Router.Match match) {
    return PseudoParameters.arn(
        "execute-api",
        "%s/%s/%s/%s"
            .formatted(
                PseudoParameters.API_ID,
                api.stageName(),
                request.method(),
                match.path().substring(1)));
  }

  private ObjectNode common(ApiRequest request, Router.Match match) {
    ObjectNode event = Json.object();
    event.put("resource", match.route().path());
    event.put("path", match.path());
    event.put("httpMethod", request.method());
    event.set("headers", lastValues(request.headers()));
    event.set("multiValueHeaders", Json.tree(request.headers()));
    event.set("queryStringParameters", orNull(lastValues(request.query())));
    event.set("multiValueQueryStringParameters", orNull(Json.tree(request.query())));
    event.set("pathParameters", orNull(Json.tree(match.pathParameters())));
    event.set("stageVariables", orNull(Json.tree(api.stageVariables())));
    return event;
  }

  /** The {@code requestContext}, without an authorizer's part. */
  ObjectNode context(ApiRequest request, String resource) {
    ObjectNode context = Json.object();
    context.put("accountId", PseudoParameters.ACCOUNT_ID);
    context.put("apiId", PseudoParameters.API_ID);
    context.put("resourceId", Integer.toHexString(resource.hashCode()));
    context.put("resourcePath", resource);
    context.put("stage", api.stageName());
    context.put("httpMethod", request.method());
    context.put("path", request.path());
    context.put("protocol", "HTTP/1.1");
    context.put("requestId", request.id());
    context.put("extendedRequestId", request.id());
    context.put("requestTime", COMMON_LOG_TIME.format(request.received()));
    context.put("requestTimeEpoch", request.received().toEpochMilli());
    String host = request.header("Host").replaceFirst(":\\d+$", "");
    context.put("domainName", host);
    context.put("domainPrefix", host.split("\\.", 2)[0]);
    ObjectNode identity = context.putObject("identity");
    identity.put("sourceIp", request.sourceAddress());
    identity.put("userAgent", request.header("User-Agent"));
    for (String absent :
        List.of(
            "accessKey",
            "accountId",
            "apiKey",
            "apiKeyId",
            "caller",
            "cognitoAuthenticationProvider",
            "cognitoAuthenticationType",
            "cognitoIdentityId",
            "cognitoIdentityPoolId",
            "principalOrgId",
            "user",
            "userArn")) {
      identity.putNull(absent);
    }
    return context;
  }

  private static JsonNode lastValues(Map<String, List<String>> values) {
    Map<String, String> last = new LinkedHashMap<>();
    values.forEach((name, all) -> last.put(name, all.getLast()));
    return Json.tree(last);
  }

  private static JsonNode orNull(JsonNode node) {
    return node.isEmpty() ? NullNode.getInstance() : node;
  }
}
