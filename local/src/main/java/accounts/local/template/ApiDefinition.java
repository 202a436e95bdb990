package accounts.local.template;

import java.util.List;
import java.util.Map;

/**
 * The REST API.
 *
 * @param gatewayResponses by type, such as {@code ACCESS_DENIED}
 */
public record ApiDefinition(
    String stageName,
    Map<String, String> stageVariables,
    List<String> binaryMediaTypes,
    Map<String, AuthorizerDefinition> authorizers,
    Map<String, GatewayResponseDefinition> gatewayResponses) {

  static final ApiDefinition NONE =
      new ApiDefinition("Prod", Map.of(), List.of(), Map.of(), Map.of());
}
