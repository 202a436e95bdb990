package accounts.local.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** HTTP servers and ports on 127.0.0.1. */
public final class Loopback {
  /** The one address that the stack listens on. */
  public static final String HOST = "127.0.0.1";

  static {
    // Without this the JDK's server holds back the end of each answer for 40 ms (Nagle's algorithm
    // and delayed acknowledgements).
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // The functions' runtime clients keep their connections; none may be dropped while idle.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private Loopback() {}

  /** A started server on any free port, each request in a virtual thread. */
  public static HttpServer serve(HttpHandler handler) {
    return serve(0, "", handler);
  }

  /**
   * The same on a given port; 0: any free one.
   *
   * @param option of the command line that chooses it, to be named if the port is in use
   */
  public static HttpServer serve(int port, String option, HttpHandler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      server.createContext("/", exchange -> handle(handler, exchange));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return server;
    } catch (BindException e) {
      throw new LocalStackException(
          "Port %d is in use; choose another by %s.".formatted(port, option), e);
    } catch (IOException e) {
      throw new LocalStackException(
          "A server cannot be started on port %d: %s.".formatted(port, e.getMessage()), e);
    }
  }

  private static void handle(HttpHandler handler, HttpExchange exchange) throws IOException {
    try (exchange) {
      handler.handle(exchange);
    } catch (IOException e) {
      // The client went away; there is nobody to tell.
      return;
    } catch (RuntimeException e) {
      System.err.println("The local stack failed to answer " + exchange.getRequestURI() + ": " + e);
      if (exchange.getResponseCode() < 0) {
        answer(exchange, 500, "text/plain", "Internal error of the local stack\n");
      }
    }
  }

  /** Answers with a text. */
  public static void answer(HttpExchange exchange, int status, String mediaType, String body)
      throws IOException {
    answer(exchange, status, mediaType, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with bytes. */
  public static void answer(HttpExchange exchange, int status, String mediaType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", mediaType);
    write(exchange, status, body);
  }

  /** Answers with the headers that are set already. */
  public static void write(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    boolean never = status == 204 || status == 304 || status / 100 == 1;
    if (head && !never) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
    }
    if (head || never) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().close();
    }
  }

  /** Throws if the port is in use: early, before anything is started in vain. */
  public static void requireFree(int port, String option) {
    serve(port, option, HttpExchange::close).stop(0);
  }

  /**
   * A port that was free a moment ago. None of those that Linux gives to outgoing connections and
   * to servers that leave it the choice: one of them would take it before its user does, or while
   * its user is stopped.
   *
   * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">ip_local_port_range</a>
   */
  public static int freePort() {
    for (int tries = 1; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (tries == 1000) {
          throw new LocalStackException("No free port was found: " + e.getMessage() + ".", e);
        }
      }
    }
  }
}
