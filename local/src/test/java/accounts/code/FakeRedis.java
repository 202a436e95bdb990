package accounts.code;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A server that speaks Redis' protocol and answers as a test wants it to: with what a real one
 * cannot be brought to say.
 */
final class FakeRedis implements AutoCloseable {
  /** What is answered to everything in good order. */
  static final String NOTHING = "*0\r\n";

  /** Says nothing and keeps the connection. */
  static final String SILENCE = "silence";

  /** Ends the connection without an answer. */
  static final String HANG_UP = "hang up";

  /** How the server answers. */
  @FunctionalInterface
  interface Script {
    /**
     * The answer in Redis' protocol, or one of the constants.
     *
     * @param connection counts from 1
     */
    String answer(int connection, List<String> command);
  }

  /** A command, and which connection it came by. */
  record Received(int connection, List<String> command) {
    String name() {
      return command.getFirst();
    }
  }

  private final ServerSocket server;
  private final Thread acceptor;
  private final Script script;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  FakeRedis(Script script) {
    this(ServerSocketFactory.getDefault(), script);
  }

  FakeRedis(ServerSocketFactory sockets, Script script) {
    try {
      this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.script = script;
    this.acceptor = Thread.ofVirtual().start(this::accept);
  }

  /** Answers AUTH and PING, and every script with nothing. */
  static String wellBehaved(List<String> command) {
    return switch (command.getFirst()) {
      case "AUTH" -> "+OK\r\n";
      case "PING" -> "+PONG\r\n";
      case "EVAL" -> NOTHING;
      default -> "-ERR unknown command\r\n";
    };
  }

  int port() {
    return server.getLocalPort();
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  /** The commands of a connection, without their arguments. */
  List<String> names(int connection) {
    return received.stream().filter(r -> r.connection() == connection).map(Received::name).toList();
  }

  /** How many connections the other side has not closed. */
  int open() {
    return open.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = connections.incrementAndGet();
        open.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(number, socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(int number, Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (List<String> command = read(in); !command.isEmpty(); command = read(in)) {
        received.add(new Received(number, command));
        String answer = script.answer(number, command);
        if (answer.equals(HANG_UP)) {
          return;
        }
        if (!answer.equals(SILENCE)) {
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          socket.getOutputStream().flush();
        }
      }
    } catch (IOException e) {
      return; // the other side is gone
    } finally {
      open.decrementAndGet();
    }
  }

  /** A command; empty at the end of the connection. */
  private static List<String> read(InputStream in) throws IOException {
    String head = line(in);
    List<String> command = new ArrayList<>();
    int parts = head.isEmpty() ? 0 : Integer.parseInt(head.substring(1));
    for (int i = 0; i < parts; i++) {
      int length = Integer.parseInt(line(in).substring(1));
      command.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      in.skipNBytes(2);
    }
    return command;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      // Only then nobody gets a connection any more.
      acceptor.join();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
