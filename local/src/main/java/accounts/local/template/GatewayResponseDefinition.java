package accounts.local.template;

import java.util.Map;
import java.util.Optional;

/**
 * What API Gateway answers by itself in one case.
 *
 * @param status empty: the status the case has by default
 * @param headers name to expression, such as {@code 'no-store'} or {@code context.requestId}
 * @param templates media type to body template
 */
public record GatewayResponseDefinition(
    Optional<Integer> status, Map<String, String> headers, Map<String, String> templates) {}
