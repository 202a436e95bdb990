package accounts.local.redis;

import accounts.local.net.ChildProcess;
import accounts.local.net.LocalStackException;
import accounts.local.net.Loopback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server: one of the stack's own, that can be stopped and started, or one that runs
 * already.
 */
public final class Redis implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2000;
  private static final long START_MILLIS = 20_000;

  /**
   * Runs the server and ends it with the standard input, so that it never outlives the stack, not
   * even one that is killed. The shell itself ignores signals: it has to be there to see the server
   * end.
   */
  private static final String UNTIL_END_OF_INPUT =
      "trap '' INT TERM HUP; exec 3<&0; \"$0\" \"$@\" </dev/null 3<&- & server=$!; "
          + "(read line <&3; kill $server) & waiter=$!; "
          + "wait $server; kill -9 $waiter 2>/dev/null";

  private final String host;
  private final int port;
  private final Optional<Path> binary;
  private final Optional<Path> data;
  private final List<String> options;
  private @Nullable ChildProcess process;

  private Redis(
      String host, int port, Optional<Path> binary, Optional<Path> data, List<String> options) {
    this.host = host;
    this.port = port;
    this.binary = binary;
    this.data = data;
    this.options = options;
  }

  /**
   * One of the stack's own, not started yet.
   *
   * @param temporary where to unpack it
   * @param data where to keep the data; empty: in memory
   * @param port where it listens; 0: any free one
   * @param options more of the server's own
   */
  public static Redis own(Path temporary, Optional<Path> data, int port, String... options) {
    return new Redis(
        Loopback.HOST,
        port == 0 ? Loopback.freePort() : port,
        Optional.of(RedisBinary.unpack(temporary)),
        data,
        List.of(options));
  }

  /** One that runs already, given as {@code host:port}. */
  public static Redis at(String address) {
    int colon = address.lastIndexOf(':');
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      if (colon > 0 && port > 0 && port < 65_536) {
        return new Redis(
            address.substring(0, colon), port, Optional.empty(), Optional.empty(), List.of());
      }
    } catch (NumberFormatException e) {
      throw notAnAddress(address);
    }
    throw notAnAddress(address);
  }

  private static LocalStackException notAnAddress(String address) {
    return new LocalStackException(
        "The Redis address " + address + " is not of the form host:port.");
  }

  /** What it is and where, for people. */
  public String description() {
    return "Redis%s on %s:%d"
        .formatted(binary.isPresent() ? " " + RedisBinary.VERSION : "", host, port);
  }

  /** The address for clients: {@code redis://host:port}. */
  public String url() {
    return "redis://" + host + ":" + port;
  }

  /** The address for people: {@code host:port}. */
  public String address() {
    return host + ":" + port;
  }

  /** Starts it, always on the same port; one that runs already is only asked whether it does. */
  public synchronized void start() {
    if (binary.isEmpty()) {
      if (!answers()) {
        throw new LocalStackException("No Redis answers at " + host + ":" + port + ".");
      }
      return;
    }
    if (process != null) {
      return;
    }
    List<String> output = new ArrayList<>();
    ChildProcess started =
        ChildProcess.start(new ProcessBuilder(command(binary.get())), output::add);
    process = started;
    long limit = System.nanoTime() + START_MILLIS * 1_000_000;
    while (!answers()) {
      if (!started.isAlive() || System.nanoTime() > limit) {
        stop();
        throw new LocalStackException(
            "Redis did not start: "
                + (output.isEmpty() ? "it said nothing" : output.getLast())
                + ".");
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("The start of Redis was interrupted.", e);
    }
  }

  private List<String> command(Path server) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", UNTIL_END_OF_INPUT));
    command.addAll(
        List.of(
            server.toString(),
            "--bind",
            Loopback.HOST,
            "--port",
            String.valueOf(port),
            "--loglevel",
            "warning",
            "--save",
            "",
            "--appendonly",
            data.isPresent() ? "yes" : "no",
            "--dir",
            directory(server).toString()));
    command.addAll(options);
    return command;
  }

  private Path directory(Path server) {
    try {
      return Files.createDirectories(data.orElse(server.resolveSibling("redis")));
    } catch (IOException e) {
      throw new LocalStackException(
          "The directory " + data.map(Path::toString).orElse("") + " cannot be made.", e);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(7);
      String text = new String(answer, StandardCharsets.US_ASCII);
      // An error means a Redis too: one that asks for a password, or still loads its data.
      return text.startsWith("+")
          || text.startsWith("-NOAUTH")
          || (text.startsWith("-") && binary.isEmpty());
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops the stack's own server. */
  public synchronized void stop() {
    ChildProcess running = process;
    if (running != null) {
      running.close();
      process = null;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
