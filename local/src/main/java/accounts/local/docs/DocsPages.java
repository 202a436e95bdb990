package accounts.local.docs;

import accounts.local.net.Loopback;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * The OpenAPI document as it is, and a page of Swagger UI that shows it and calls this stack. All
 * of it comes from here; the page may ask nobody else.
 */
public final class DocsPages implements HttpHandler {
  /** The path of the page. */
  public static final String PATH = "/_local/docs";

  private static final String DOCUMENT = "openapi.yaml";

  /** What there is, so that no name of a request becomes one of a file. */
  private static final Map<String, String> OF_SWAGGER_UI =
      Map.of(
          "favicon-32x32.png", "image/png",
          "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
          "swagger-ui.css", "text/css; charset=utf-8");

  private static final Map<String, String> OWN =
      Map.of(
          "docs.css", "text/css; charset=utf-8",
          "docs.js", "text/javascript; charset=utf-8");

  /** Swagger UI writes styles into its elements, and has its icons in its style sheet. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Path document;
  private final String swaggerUi;

  /**
   * @param document is read anew for each request, so that a change shows at the next
   */
  public DocsPages(Path document) {
    this.document = document;
    this.swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Objects.requireNonNull(properties.getProperty("version"), "version");
  }

  private static InputStream open(String resource) {
    return Objects.requireNonNull(DocsPages.class.getResourceAsStream(resource), resource);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      Loopback.answer(exchange, 405, "text/plain; charset=utf-8", "GET\n");
      return;
    }
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(Math.min(path.length(), PATH.length() + 1));
    String ofSwaggerUi = OF_SWAGGER_UI.get(name);
    String own = OWN.get(name);
    if (name.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
      Loopback.answer(exchange, 200, "text/html; charset=utf-8", read("docs.html"));
    } else if (name.equals(DOCUMENT)) {
      document(exchange);
    } else if (ofSwaggerUi != null) {
      Loopback.answer(exchange, 200, ofSwaggerUi, read(swaggerUi + name));
    } else if (own != null) {
      Loopback.answer(exchange, 200, own, read(name));
    } else {
      notFound(exchange);
    }
  }

  private void document(HttpExchange exchange) throws IOException {
    if (!Files.exists(document)) {
      notFound(exchange);
      return;
    }
    // RFC 9512
    Loopback.answer(exchange, 200, "application/yaml; charset=utf-8", Files.readAllBytes(document));
  }

  private static void notFound(HttpExchange exchange) throws IOException {
    byte[] text = "There is no such page.\n".getBytes(StandardCharsets.UTF_8);
    Loopback.answer(exchange, 404, "text/plain; charset=utf-8", text);
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    }
  }
}
