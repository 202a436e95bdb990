package accounts.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.template.RouteDefinition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private final Router router =
      new Router(
          List.of(
              route("ANY", "/a", "any"),
              route("OPTIONS", "/a", "options"),
              route("GET", "/a/{id}", "one"),
              route("GET", "/a/me", "me"),
              route("GET", "/a/{id}/b", "nested"),
              route("ANY", "/files/{proxy+}", "greedy")),
          "Prod");

  private static RouteDefinition route(String method, String path, String function) {
    return new RouteDefinition(path, method, function, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /a, any, /a",
    "GET, /a/, any, /a/",
    "OPTIONS, /a, options, /a",
    "GET, /a/7, one, /a/7",
    "GET, /a/me, me, /a/me",
    "GET, /a/me/, me, /a/me/",
    "GET, /a/7/b, nested, /a/7/b",
    "PUT, /files/x/y, greedy, /files/x/y",
    "GET, /Prod/a, any, /a",
    "GET, /prod/a, '', ''",
    "POST, /a/7, '', ''",
    "TRACE, /a, '', ''",
    "GET, /a//, '', ''",
    "GET, /, '', ''",
    "GET, /files, '', ''",
  })
  void findsTheFunction(String method, String path, String function, String withoutStage) {
    Optional<Router.Match> match = router.find(method, path);

    assertThat(match.map(m -> m.route().functionId()).orElse("")).isEqualTo(function);
    assertThat(match.map(Router.Match::path).orElse("")).isEqualTo(withoutStage);
  }
}
