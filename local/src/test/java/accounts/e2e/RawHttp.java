package accounts.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends bytes that an HTTP client would refuse to send. */
final class RawHttp {
  private static final int LONGEST_MS = 20_000;

  private RawHttp() {}

  /** An answer, headers by name in any case. */
  record Answer(int status, Map<String, List<String>> headers, String body) {}

  /**
   * Sends a request that asks for the connection to be closed, and reads to its end.
   *
   * @return nothing if it was closed without an answer
   */
  static Optional<Answer> send(String url, byte[] request) {
    URI uri = URI.create(url);
    byte[] answer;
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(LONGEST_MS);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        answer = socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // Refused before all was read.
        return Optional.empty();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.length == 0
        ? Optional.empty()
        : Optional.of(parse(new String(answer, StandardCharsets.UTF_8)));
  }

  private static Answer parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    List<String> head = answer.substring(0, Math.max(end, 0)).lines().toList();
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(head.getFirst().substring(9, 12)), headers, answer.substring(end + 4));
  }
}
