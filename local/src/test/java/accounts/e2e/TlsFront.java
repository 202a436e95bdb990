package accounts.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocketFactory;

/** HTTPS before a server that has none, which remembers the requests and their answers. */
final class TlsFront implements AutoCloseable {
  // Not at a line's start: a body before it ends without one.
  private static final Pattern REQUEST =
      Pattern.compile(
          "(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) (/\\S*) HTTP/1\\.1\r\n((?:[^\r\n]+\r\n)*)\r\n");
  private static final Pattern ANSWER =
      Pattern.compile("HTTP/1\\.1 (\\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n");

  /**
   * A request that was answered.
   *
   * @param headers names in lower case
   * @param answerHeaders the same of the answer
   */
  record Exchange(
      String method,
      String target,
      Map<String, String> headers,
      int status,
      Map<String, String> answerHeaders) {}

  private record Connection(
      Socket from, Socket to, ByteArrayOutputStream sent, ByteArrayOutputStream answered) {}

  private final ServerSocket server;
  private final int target;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  TlsFront(SSLServerSocketFactory sockets, int target) {
    this.target = target;
    try {
      this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Connection connection =
            new Connection(
                server.accept(),
                new Socket(InetAddress.getLoopbackAddress(), target),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream());
        connections.add(connection);
        Thread.ofVirtual().start(() -> copy(connection.from(), connection.to(), connection.sent()));
        Thread.ofVirtual()
            .start(() -> copy(connection.to(), connection.from(), connection.answered()));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void copy(Socket from, Socket to, ByteArrayOutputStream copied) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[16 * 1024];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        copied.write(bytes, 0, read);
        out.write(bytes, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      return; // one side is gone
    }
  }

  /** The requests that were answered so far. A browser sends the next when it has the answer. */
  List<Exchange> exchanges() {
    List<Exchange> exchanges = new ArrayList<>();
    for (Connection connection : connections) {
      List<MatchResult> answers = matches(ANSWER, connection.answered());
      List<MatchResult> requests = matches(REQUEST, connection.sent());
      for (int i = 0; i < Math.min(answers.size(), requests.size()); i++) {
        MatchResult request = requests.get(i);
        exchanges.add(
            new Exchange(
                request.group(1),
                request.group(2),
                headers(request.group(3)),
                Integer.parseInt(answers.get(i).group(1)),
                headers(answers.get(i).group(2))));
      }
    }
    return exchanges;
  }

  private static List<MatchResult> matches(Pattern pattern, ByteArrayOutputStream bytes) {
    return pattern.matcher(bytes.toString(StandardCharsets.ISO_8859_1)).results().toList();
  }

  private static Map<String, String> headers(String lines) {
    Map<String, String> headers = new TreeMap<>();
    lines
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              headers.merge(
                  line.substring(0, colon).toLowerCase(Locale.ROOT),
                  line.substring(colon + 1).strip(),
                  (first, second) -> first + "\n" + second);
            });
    return headers;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Connection connection : connections) {
        for (Socket socket : List.of(connection.from(), connection.to())) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
