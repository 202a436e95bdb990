package accounts.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A Chromium without a window, driven over its DevTools protocol, which Playwright and Selenium
 * drive it by too: for opening a page and running a script on it that takes little, and no download
 * of 200 MB.
 */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 60;

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String endpoint;

  private Browser(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** The one that {@code -Dbrowser=} names, else one that is on the path. */
  static Optional<Path> find() {
    String named = System.getProperty("browser", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one that knows nobody and asks nobody but these hosts.
   *
   * @param hosts where host names lead: {@code --host-resolver-rules}
   * @param temporary where it keeps what it keeps
   */
  static Browser start(Path program, String hosts, Path temporary) throws IOException {
    Path profile = Files.createTempDirectory(temporary, "browser-");
    // Third parties' cookies, which Debian's Chromium blocks where nobody has chosen.
    Files.writeString(
        Files.createDirectory(profile.resolve("Default")).resolve("Preferences"),
        "{\"profile\":{\"cookie_controls_mode\":0}}");
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--host-resolver-rules=" + hosts,
                // The sites' certificate is signed by itself.
                "--ignore-certificate-errors",
                // Needs rights that root and containers lack; only pages of the tests are opened.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-proxy-server",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("browser.log").toFile());
    builder.environment().put("TMPDIR", temporary.toString());
    Process process = builder.start();
    Path port = profile.resolve("DevToolsActivePort");
    List<String> lines =
        Eventually.get(() -> lines(port), found -> found.size() == 2, "the browser's start");
    return new Browser(process, "127.0.0.1:" + lines.getFirst());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** An empty page. All pages have the same cookies. */
  Page open() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint + "/json/new?about:blank"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    JsonNode target = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    return new Page(http, URI.create(target.path("webSocketDebuggerUrl").asText()));
  }

  @Override
  public void close() {
    List<ProcessHandle> started = new ArrayList<>(process.descendants().toList());
    started.add(process.toHandle());
    started.forEach(ProcessHandle::destroyForcibly);
    started.forEach(handle -> handle.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join());
    http.close();
  }

  /** One page. For one thread. */
  static final class Page implements WebSocket.Listener, AutoCloseable {
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final StringBuilder message = new StringBuilder();

    private Page(HttpClient http, URI address) {
      this.socket = http.newWebSocketBuilder().buildAsync(address, this).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        take(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void take(String text) {
      try {
        JsonNode answer = JSON.readTree(text);
        CompletableFuture<JsonNode> waiting = answers.remove(answer.path("id").asInt());
        // Else an event, of which none is waited for.
        if (waiting != null) {
          waiting.complete(answer);
        }
      } catch (IOException e) {
        throw new AssertionError(text, e);
      }
    }

    /** A command of the protocol, and its result. */
    JsonNode call(String method, Map<String, ?> parameters) {
      int id = calls.incrementAndGet();
      CompletableFuture<JsonNode> waiting = new CompletableFuture<>();
      answers.put(id, waiting);
      try {
        String command =
            JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
        socket.sendText(command, true).join();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      JsonNode answer = waiting.orTimeout(SECONDS, TimeUnit.SECONDS).join();
      if (answer.has("error")) {
        throw new AssertionError(method + ": " + answer.path("error"));
      }
      return answer.path("result");
    }

    /** Goes there, as if somebody had typed the address, and waits until all is loaded. */
    void go(String url) {
      JsonNode result = call("Page.navigate", Map.of("url", url));
      if (result.has("errorText")) {
        throw new AssertionError(url + ": " + result);
      }
      waitFor(url);
    }

    /** Waits until a page of that address is loaded. */
    void waitFor(String url) {
      Eventually.get(
          () -> run("document.readyState + ' ' + location.href").asText(),
          ("complete " + url)::equals,
          url);
    }

    /** The value of a script's expression; of a promise, what it comes to. */
    JsonNode run(String script) {
      JsonNode result =
          call(
              "Runtime.evaluate",
              Map.of(
                  "expression", script,
                  "awaitPromise", true,
                  "returnByValue", true,
                  // As if somebody had clicked.
                  "userGesture", true));
      if (result.has("exceptionDetails")) {
        throw new AssertionError(result.path("exceptionDetails").toString());
      }
      return result.path("result").path("value");
    }

    /** The cookies that the browser has for these addresses, as the protocol shows them. */
    List<JsonNode> cookies(String... urls) {
      List<JsonNode> cookies = new ArrayList<>();
      call("Network.getCookies", Map.of("urls", Arrays.asList(urls)))
          .path("cookies")
          .forEach(cookies::add);
      return cookies;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
