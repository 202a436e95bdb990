package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.OpenApi.Operation;
import accounts.local.LocalStack;
import accounts.local.template.RouteDefinition;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docs/openapi.yaml}, held against the template and the running API. */
@ExtendWith(StackExtension.class)
class OpenApiIT {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST");

  private final OpenApi document = OpenApi.ofProject();
  private final LocalStack stack;
  private final Client client;

  OpenApiIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  @Test
  void paths_areThoseOfTheTemplate() {
    Set<String> routes =
        stack.definition().routes().stream()
            .map(RouteDefinition::path)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(document.paths()).isEqualTo(routes);
  }

  @Test
  void operations_askForTheAccessCookieWhereTheAuthorizerDoes() {
    assertThat(document.operations())
        .allSatisfy(
            operation ->
                assertThat(OpenApi.isProtected(operation))
                    .as(operation.toString())
                    .isEqualTo(route(operation).authorizer().isPresent()));
  }

  /** The method's own route, else the one for any. */
  private RouteDefinition route(Operation operation) {
    List<RouteDefinition> routes =
        stack.definition().routes().stream()
            .filter(route -> route.path().equals(operation.path()))
            .toList();
    return routes.stream()
        .filter(route -> route.method().equals(operation.method()))
        .findFirst()
        .or(() -> routes.stream().filter(route -> route.method().equals("ANY")).findFirst())
        .orElseThrow();
  }

  @Test
  void methods_areThoseThatAreAllowed() {
    String email = client.activeMember();
    for (String path : document.paths()) {
      // Anew for each: some end the session.
      String token = client.login(email, Client.PASSWORD).cookie("access_token");
      Map<String, String> loggedIn = Map.of("Cookie", "access_token=" + token);
      Set<String> described = document.at(path).orElseThrow().keySet();
      for (String method : METHODS) {
        // No endpoint does anything for a body like this.
        int status =
            client
                .send(
                    method,
                    path.replaceAll("\\{\\w+}", "none"),
                    BodyPublishers.ofString("[]"),
                    loggedIn)
                .status();

        assertThat(status != 405)
            .as("%s %s is described, by the answer %d", method, path, status)
            .isEqualTo(described.contains(method));
      }
    }
  }
}
