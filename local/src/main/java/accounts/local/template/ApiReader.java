package accounts.local.template;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code AWS::Serverless::Api} and the functions' events of type Api. */
final class ApiReader {
  private static final Set<String> PROPERTIES =
      Set.of(
          "StageName",
          "Auth",
          "GatewayResponses",
          "BinaryMediaTypes",
          "Variables",
          // These change nothing in an answer.
          "Name",
          "Description",
          "EndpointConfiguration",
          "OpenApiVersion",
          "MethodSettings",
          "AccessLogSetting",
          "TracingEnabled",
          "Tags",
          "PropagateTags",
          "Domain",
          "AlwaysDeploy",
          "FailOnWarnings",
          "DisableExecuteApiEndpoint",
          "SecurityPolicy",
          "CanarySetting");

  private final Collection<FunctionDefinition> functions;

  ApiReader(Collection<FunctionDefinition> functions) {
    this.functions = functions;
  }

  ApiDefinition read(Properties api) {
    api.allowOnly(PROPERTIES);
    Properties auth = api.map("Auth");
    auth.allowOnly(
        Set.of("DefaultAuthorizer", "AddDefaultAuthorizerToCorsPreflight", "Authorizers"));
    Map<String, AuthorizerDefinition> authorizers = new LinkedHashMap<>();
    auth.map("Authorizers")
        .maps()
        .forEach((name, authorizer) -> authorizers.put(name, authorizer(name, authorizer)));
    Map<String, GatewayResponseDefinition> responses = new LinkedHashMap<>();
    api.map("GatewayResponses")
        .maps()
        .forEach((type, response) -> responses.put(type, gatewayResponse(response)));
    auth.text("DefaultAuthorizer").ifPresent(name -> require(authorizers, name, auth));
    return new ApiDefinition(
        api.requiredText("StageName"),
        api.map("Variables").texts(),
        // SAM also takes image~1png, as OpenAPI tools write it.
        api.textList("BinaryMediaTypes").stream().map(type -> type.replace("~1", "/")).toList(),
        authorizers,
        responses);
  }

  private AuthorizerDefinition authorizer(String name, Properties authorizer) {
    authorizer.allowOnly(Set.of("FunctionPayloadType", "FunctionArn", "Identity"));
    if (!authorizer.text("FunctionPayloadType").orElse("TOKEN").equals("REQUEST")) {
      throw new TemplateException(
          authorizer.where() + ": the local stack emulates authorizers of type REQUEST only.");
    }
    Properties identity = authorizer.map("Identity");
    if (identity.number("ReauthorizeEvery", 300) != 0) {
      throw new TemplateException(
          authorizer.where() + ": the local stack emulates ReauthorizeEvery: 0 only.");
    }
    identity.allowOnly(Set.of("ReauthorizeEvery"));
    String arn = authorizer.requiredText("FunctionArn");
    return functions.stream()
        .filter(function -> arn.equals(function.arn()) || arn.startsWith(function.arn() + ":"))
        .findFirst()
        .map(function -> new AuthorizerDefinition(name, function.logicalId()))
        .orElseThrow(
            () ->
                new TemplateException(
                    authorizer.where() + ": FunctionArn is no function of the template."));
  }

  private static GatewayResponseDefinition gatewayResponse(Properties response) {
    response.allowOnly(Set.of("StatusCode", "ResponseParameters", "ResponseTemplates"));
    Properties parameters = response.map("ResponseParameters");
    parameters.allowOnly(Set.of("Headers"));
    int status = response.number("StatusCode", -1);
    return new GatewayResponseDefinition(
        status < 0 ? Optional.empty() : Optional.of(status),
        parameters.map("Headers").texts(),
        response.map("ResponseTemplates").texts());
  }

  /** The route of an event of type Api. */
  RouteDefinition route(String functionId, Properties event, Properties api) {
    event.allowOnly(Set.of("RestApiId", "Path", "Method", "Auth"));
    if (!event.text("RestApiId").orElse("").equals(PseudoParameters.API_ID)) {
      throw new TemplateException(event.where() + ": RestApiId is not the API of the template.");
    }
    Properties auth = event.map("Auth");
    auth.allowOnly(Set.of("Authorizer"));
    String method = event.requiredText("Method").toUpperCase(Locale.ROOT);
    method = method.equals("X-AMAZON-APIGATEWAY-ANY-METHOD") ? "ANY" : method;
    Properties apiAuth = api.map("Auth");
    boolean openPreflight =
        method.equals("OPTIONS") && !apiAuth.flag("AddDefaultAuthorizerToCorsPreflight", true);
    Optional<String> authorizer =
        auth.text("Authorizer")
            .or(() -> openPreflight ? Optional.empty() : apiAuth.text("DefaultAuthorizer"))
            .filter(name -> !name.equals("NONE"));
    authorizer.ifPresent(name -> require(apiAuth.map("Authorizers").maps(), name, event));
    return new RouteDefinition(event.requiredText("Path"), method, functionId, authorizer);
  }

  private static void require(Map<String, ?> authorizers, String name, Properties where) {
    if (!authorizers.containsKey(name)) {
      throw new TemplateException(
          "%s: the API has no authorizer %s.".formatted(where.where(), name));
    }
  }
}
