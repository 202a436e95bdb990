package accounts.local.template;

import java.util.Optional;

/**
 * A path and method of the API and the function behind it.
 *
 * @param path as in the template, such as {@code /members/{id}}
 * @param method an HTTP method in capitals, or {@code ANY}
 * @param authorizer the name of the authorizer; empty: open to everyone
 */
public record RouteDefinition(
    String path, String method, String functionId, Optional<String> authorizer) {}
