package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.LocalStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the local stack that shows {@code docs/openapi.yaml}. */
@ExtendWith(StackExtension.class)
class DocsPageIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String DOCS = "/_local/docs";

  private final LocalStack stack;

  DocsPageIT(LocalStack stack) {
    this.stack = stack;
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {DOCS, DOCS + "/"})
  void page_bringsAllItNeedsAndMayAskNobodyElse(String path) throws Exception {
    HttpResponse<String> page = send("GET", path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "Content-Security-Policy"))
        .contains("default-src 'none'")
        .contains("script-src 'self';")
        .contains("connect-src 'self';");
    List<String> links =
        Pattern.compile("(?:href|src)=\"([^\"]+)\"")
            .matcher(page.body())
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertThat(links).contains(DOCS + "/swagger-ui-bundle.js", DOCS + "/openapi.yaml");
    for (String link : links) {
      assertThat(link).startsWith("/_local/");
      assertThat(send("GET", link).statusCode()).as(link).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openapi.yaml, application/yaml",
    "swagger-ui-bundle.js, text/javascript",
    "swagger-ui.css, text/css",
    "favicon-32x32.png, image/png",
    "docs.js, text/javascript",
    "docs.css, text/css"
  })
  void files_haveTheirTypes(String name, String type) throws Exception {
    HttpResponse<String> file = send("GET", DOCS + "/" + name);

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(header(file, "Content-Type")).startsWith(type);
    assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(file.body()).isNotEmpty();
  }

  @Test
  void document_isTheFile() throws Exception {
    assertThat(send("GET", DOCS + "/openapi.yaml").body())
        .isEqualTo(Files.readString(OpenApi.FILE));
  }

  /** Swagger UI would else ask a server of its own whether the document is valid. */
  @Test
  void script_turnsTheValidatorOff() throws Exception {
    assertThat(send("GET", DOCS + "/docs.js").body())
        .contains("validatorUrl: null")
        .doesNotContain("http:")
        .doesNotContain("https:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/docs.html",
        "/index.html",
        "/../docs/openapi.yaml/x",
        "/../../template.yaml",
        "/..%2f..%2ftemplate.yaml",
        "/%2e%2e/%2e%2e/template.yaml",
        "//etc/passwd",
        "/openapi.yaml/..",
        "/swagger-ui.css/../swagger-initializer.js",
        "/META-INF/MANIFEST.MF"
      })
  void otherFiles_areNotThere(String name) throws Exception {
    // By hand: a client of the JDK's would take the dots out.
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(stack.url()).getPort())) {
      OutputStream out = socket.getOutputStream();
      String request = "GET %s%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      out.write(request.formatted(DOCS, name).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);

      assertThat(answer.toString(StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 404 ")
          .endsWith("There is no such page.\n");
    }
  }

  @Test
  void otherMethods_areNotAllowed() throws Exception {
    HttpResponse<String> post = send("POST", DOCS);
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(header(post, "Allow")).isEqualTo("GET, HEAD");

    HttpResponse<String> head = send("HEAD", DOCS);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void overview_namesThePage() throws Exception {
    assertThat(send("GET", "/_local/").body()).contains("\"docs\":\"" + DOCS + "\"");
  }
}
