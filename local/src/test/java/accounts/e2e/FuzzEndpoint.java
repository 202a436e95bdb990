package accounts.e2e;

import accounts.e2e.OpenApi.Operation;
import accounts.local.template.RouteDefinition;
import accounts.local.template.StackDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is called: one method of a path, or the authorizer.
 *
 * @param method empty: the authorizer
 * @param path as in the template
 * @param fields of its body, as described
 * @param methods that the path answers
 */
record FuzzEndpoint(
    String method,
    String path,
    String functionId,
    boolean isProtected,
    List<String> fields,
    Set<String> methods) {

  /** All of the template, so that none is forgotten. */
  static List<FuzzEndpoint> all(StackDefinition stack, OpenApi document) {
    List<FuzzEndpoint> all = new ArrayList<>();
    for (RouteDefinition route : stack.routes()) {
      if (!route.method().equals("OPTIONS")) {
        all.add(of(route, stack.routes(), document));
      }
    }
    stack
        .api()
        .authorizers()
        .values()
        .forEach(
            authorizer ->
                all.add(
                    new FuzzEndpoint(
                        "",
                        "/api/accounts/me",
                        authorizer.functionId(),
                        true,
                        List.of(),
                        Set.of())));
    return all;
  }

  private static FuzzEndpoint of(
      RouteDefinition route, List<RouteDefinition> routes, OpenApi document) {
    Set<String> methods = new TreeSet<>();
    document.at(route.path()).ifPresent(described -> methods.addAll(described.keySet()));
    Set<String> own = new TreeSet<>(methods);
    if (route.method().equals("ANY")) {
      routes.stream()
          .filter(other -> other.path().equals(route.path()))
          .forEach(other -> own.remove(other.method()));
    } else {
      own.retainAll(Set.of(route.method()));
    }
    if (own.size() != 1) {
      throw new AssertionError(
          "docs/openapi.yaml has not one method for the route %s %s but %s"
              .formatted(route.method(), route.path(), own));
    }
    String method = own.iterator().next();
    Operation operation =
        Optional.ofNullable(document.at(route.path()).orElseThrow().get(method)).orElseThrow();
    JsonNode schema =
        document.resolve(
            operation
                .node()
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema"));
    List<String> fields =
        schema.path("properties").properties().stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    return new FuzzEndpoint(
        method, route.path(), route.functionId(), route.authorizer().isPresent(), fields, methods);
  }

  boolean isAuthorizer() {
    return method.isEmpty();
  }

  /** Whether a request that is in order has a password hashed. */
  boolean hashes() {
    return fields.contains("password") || fields.contains("newPassword");
  }

  /** Whether it takes what was mailed to somebody. */
  boolean waits() {
    return fields.contains("code") || fields.contains("token");
  }

  /** The path with something in the place of its parameters. */
  String somePath() {
    return path.replaceAll("\\{[^}]+}", "x");
  }

  @Override
  public String toString() {
    return isAuthorizer() ? functionId : method + " " + path;
  }
}
