package accounts.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
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
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Stands between the functions and Redis, and lets commands go wrong as a test says. */
public final class RedisProxy implements AutoCloseable {
  /** What goes wrong with a command. */
  enum RedisFault {
    /** The connection ends; the command does not come to Redis. */
    REFUSED,
    /** It is run, and the connection ends without an answer. */
    LOST,
    /** It is run, and the connection ends in the middle of the answer. */
    HALF,
    /** It is run, and the answer is none of Redis. */
    GARBAGE,
    /** It is run, and the answer comes when nobody waits for it any more. */
    LATE,
    /** It is run when nobody waits for it any more. */
    STALLED
  }

  /**
   * A command of a function.
   *
   * @param connection counts from 1
   * @param key that a script is about; empty for other commands
   */
  record RedisCall(int connection, String name, String key) {}

  /** Longer than a function waits for an answer. */
  private static final long LATE_MILLIS = 1300;

  /** Longer than a call to Redis may take with all its steps. */
  private static final long STALL_MILLIS = 3000;

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String host = "";
  private volatile int port;
  private volatile Function<RedisCall, Optional<RedisFault>> faults = call -> Optional.empty();

  RedisProxy() {
    try {
      this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  /** Where the Redis is, as {@code host:port}. */
  void leadTo(String address) {
    int colon = address.lastIndexOf(':');
    host = address.substring(0, colon);
    port = Integer.parseInt(address.substring(colon + 1));
  }

  /** Lets commands go wrong, as the function says for each; until {@link #recover}. */
  void fail(Function<RedisCall, Optional<RedisFault>> faults) {
    this.faults = faults;
  }

  void recover() {
    faults = call -> Optional.empty();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(number, client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(int number, Socket client) {
    try (client;
        Socket redis = new Socket(host, port)) {
      client.setTcpNoDelay(true);
      redis.setTcpNoDelay(true);
      InputStream commands = new BufferedInputStream(client.getInputStream());
      InputStream answers = new BufferedInputStream(redis.getInputStream());
      while (true) {
        List<String> command = new ArrayList<>();
        byte[] sent = element(commands, command);
        RedisCall call =
            new RedisCall(number, command.getFirst(), command.size() > 3 ? command.get(3) : "");
        Optional<RedisFault> fault = faults.apply(call);
        if (fault.isPresent() && !isAnswered(fault.get(), sent, redis, answers, client)) {
          return;
        }
        if (fault.isEmpty()) {
          redis.getOutputStream().write(sent);
          client.getOutputStream().write(element(answers, new ArrayList<>()));
        }
      }
    } catch (IOException e) {
      return; // one side is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
    }
  }

  /** Whether the connection goes on. */
  private static boolean isAnswered(
      RedisFault fault, byte[] sent, Socket redis, InputStream answers, Socket client)
      throws IOException, InterruptedException {
    if (fault == RedisFault.REFUSED) {
      return false;
    }
    if (fault == RedisFault.STALLED) {
      Thread.sleep(STALL_MILLIS);
    }
    redis.getOutputStream().write(sent);
    byte[] answer = element(answers, new ArrayList<>());
    OutputStream out = client.getOutputStream();
    switch (fault) {
      case HALF -> out.write(answer, 0, answer.length / 2);
      case GARBAGE -> out.write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
      case LATE -> {
        Thread.sleep(LATE_MILLIS);
        out.write(answer);
        return true;
      }
      default -> {
        return false;
      }
    }
    return fault == RedisFault.GARBAGE;
  }

  /** The bytes of an element of Redis' protocol, with all that is in it; its texts are added. */
  private static byte[] element(InputStream in, List<String> texts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    read(in, all, texts);
    return all.toByteArray();
  }

  private static void read(InputStream in, ByteArrayOutputStream all, List<String> texts)
      throws IOException {
    String line = line(in, all);
    switch (line.charAt(0)) {
      case '*' -> {
        int parts = Integer.parseInt(line.substring(1));
        for (int i = 0; i < parts; i++) {
          read(in, all, texts);
        }
      }
      case '$' -> {
        int length = Integer.parseInt(line.substring(1));
        if (length >= 0) {
          byte[] bytes = in.readNBytes(length + 2);
          all.writeBytes(bytes);
          texts.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
        }
      }
      default -> texts.add(line);
    }
  }

  private static String line(InputStream in, ByteArrayOutputStream all) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      all.write(c);
      if (c != '\r') {
        line.append((char) c);
      }
    }
    all.write('\n');
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
