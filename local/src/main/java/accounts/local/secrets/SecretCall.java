package accounts.local.secrets;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A call that a function made to Secrets Manager.
 *
 * @param function the function's logical id; empty if no function of the stack signed it
 * @param operation such as {@code GetSecretValue}
 * @param request its body
 */
public record SecretCall(String function, String operation, JsonNode request) {
  String text(String name) {
    return request.path(name).asText("");
  }
}
