package accounts.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.iam.AccessControl;
import accounts.local.iam.Policy;
import accounts.local.iam.Statement;
import accounts.local.net.Loopback;
import accounts.local.template.FunctionDefinition;
import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaEndpointTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:accounts-one";

  private final List<String> calls = new ArrayList<>();
  private final HttpServer server =
      Loopback.serve(
          new LambdaEndpoint(
              new AccessControl(
                  Map.of("KEY", "Caller"),
                  Map.of(
                      "Caller",
                      new Policy(
                          List.of(
                              new Statement(
                                  true,
                                  List.of("lambda:InvokeFunction"),
                                  List.of(ARN),
                                  Map.of()))))),
              List.of(function()),
              this::invoke));

  private static FunctionDefinition function() {
    return new FunctionDefinition(
        "OneFunction",
        "accounts-one",
        Path.of("code"),
        "h",
        Duration.ofSeconds(1),
        128,
        Map.of(),
        List.of(),
        false,
        List.of(),
        List.of(),
        List.of(),
        "");
  }

  private InvocationResult invoke(String function, byte[] event) {
    String text = new String(event, StandardCharsets.UTF_8);
    calls.add(function + " " + text);
    return text.contains("fail")
        ? InvocationResult.error("Failure", "failed")
        : new InvocationResult("\"done\"".getBytes(StandardCharsets.UTF_8), false);
  }

  private HttpResponse<String> call(String name, String key, String payload) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:%d/2015-03-31/functions/%s/invocations"
                          .formatted(server.getAddress().getPort(), name)))
              .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/x")
              .POST(HttpRequest.BodyPublishers.ofString(payload))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accounts-one",
        "OneFunction",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aaccounts-one",
        "123456789012:function:accounts-one",
        "accounts-one:live"
      })
  void aFunctionIsFoundByWhateverNamesIt(String name) throws Exception {
    HttpResponse<String> response = call(name, "anybody", "{\"n\":1}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("\"done\"");
    assertThat(response.headers().firstValue("X-Amz-Function-Error")).isEmpty();
    assertThat(calls).containsExactly("OneFunction {\"n\":1}");
  }

  @Test
  void anErrorOfTheFunctionIsAHeader() throws Exception {
    HttpResponse<String> response = call("accounts-one", "anybody", "\"fail\"");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-Amz-Function-Error")).hasValue("Unhandled");
    assertThat(response.body()).contains("\"errorMessage\":\"failed\"");
  }

  @Test
  void aFunctionMayCallWhatItsPolicyNamesAndNothingElse() throws Exception {
    assertThat(call("accounts-one", "KEY", "{}").statusCode()).isEqualTo(200);
    for (String other : List.of("accounts-one:live", "accounts-two")) {
      HttpResponse<String> refused = call(other, "KEY", "{}");
      assertThat(refused.statusCode()).as(other).isEqualTo(403);
      assertThat(refused.headers().firstValue("x-amzn-ErrorType"))
          .hasValue("AccessDeniedException");
    }
    assertThat(calls).hasSize(1);
  }

  @Test
  void whatIsNoFunctionOrNoJsonIsRefused() throws Exception {
    assertThat(call("accounts-two", "anybody", "{}").statusCode()).isEqualTo(404);
    assertThat(call("accounts-one", "anybody", "{").statusCode()).isEqualTo(400);
    assertThat(calls).isEmpty();
  }
}
