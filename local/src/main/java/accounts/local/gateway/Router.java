package accounts.local.gateway;

import accounts.local.template.RouteDefinition;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request: the resource first, where a literal part beats {@code {x}} and that
 * beats {@code {x+}}; then the method, where an exact one beats ANY. {@code /x} and {@code /x/} are
 * the same resource.
 */
final class Router {
  private static final Set<String> METHODS =
      Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private final List<RouteDefinition> routes;
  private final String stage;

  Router(List<RouteDefinition> routes, String stage) {
    this.routes = routes;
    this.stage = stage;
  }

  /**
   * A route with what the path gave for it.
   *
   * @param path the request's path without the stage
   */
  record Match(RouteDefinition route, String path, Map<String, String> pathParameters) {}

  Optional<Match> find(String method, String path) {
    if (!METHODS.contains(method)) {
      return Optional.empty();
    }
    Optional<Match> direct = match(method, path);
    String prefix = "/" + stage + "/";
    return direct.isEmpty() && path.startsWith(prefix)
        ? match(method, path.substring(prefix.length() - 1))
        : direct;
  }

  private Optional<Match> match(String method, String path) {
    Optional<String> resource =
        routes.stream()
            .map(RouteDefinition::path)
            .distinct()
            .filter(template -> parameters(template, path) != null)
            .min(Comparator.comparing(Router::rank));
    if (resource.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> parameters = parameters(resource.get(), path);
    return routes.stream()
        .filter(route -> route.path().equals(resource.get()))
        .filter(route -> route.method().equals(method) || route.method().equals("ANY"))
        .min(Comparator.comparing(route -> route.method().equals("ANY")))
        .map(route -> new Match(route, path, parameters == null ? Map.of() : parameters));
  }

  /** Sorts literal parts before parameters before greedy parameters, part by part. */
  private static String rank(String template) {
    StringBuilder rank = new StringBuilder();
    for (String part : parts(template)) {
      rank.append(part.endsWith("+}") ? '2' : part.startsWith("{") ? '1' : '0');
    }
    return rank.toString();
  }

  private static @Nullable Map<String, String> parameters(String template, String path) {
    List<String> wanted = parts(template);
    List<String> given = parts(path);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String part = wanted.get(i);
      if (part.endsWith("+}") && i < given.size()) {
        String rest = String.join("/", given.subList(i, given.size()));
        parameters.put(part.substring(1, part.length() - 2), ApiRequest.decode(rest));
        return parameters;
      }
      if (i >= given.size()) {
        return null;
      }
      if (part.startsWith("{") && !given.get(i).isEmpty()) {
        parameters.put(part.substring(1, part.length() - 1), ApiRequest.decode(given.get(i)));
      } else if (!part.equals(given.get(i))) {
        return null;
      }
    }
    return wanted.size() == given.size() ? parameters : null;
  }

  private static List<String> parts(String path) {
    String trimmed = path.startsWith("/") ? path.substring(1) : path;
    trimmed = trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    return List.of(trimmed.split("/", -1));
  }
}
