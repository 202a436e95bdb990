package accounts.code;

import accounts.local.redis.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** A Redis server of a test's own, with an administrator's connection to it. */
final class TestRedis implements AutoCloseable {
  private static final String ADMINISTRATOR = "administrator";

  private final Path directory;
  private final Redis server;
  private final Jedis administrator;

  private TestRedis(Path directory, Redis server, Jedis administrator) {
    this.directory = directory;
    this.server = server;
    this.administrator = administrator;
  }

  static TestRedis start(String... options) {
    try {
      Path directory = Files.createTempDirectory("accounts-redis-");
      Redis server = Redis.own(directory, Optional.empty(), 0, options);
      server.start();
      Jedis administrator = new Jedis("127.0.0.1", port(server));
      int password = Arrays.asList(options).indexOf("--requirepass");
      if (password >= 0) {
        administrator.auth(options[password + 1]);
      }
      administrator.clientSetname(ADMINISTRATOR);
      return new TestRedis(directory, server, administrator);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int port(Redis server) {
    return Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1));
  }

  int port() {
    return port(server);
  }

  String url() {
    return server.url();
  }

  Jedis administrator() {
    return administrator;
  }

  /** Who is connected, the administrator left out. */
  List<String> clients() {
    return administrator
        .clientList()
        .lines()
        .filter(line -> !line.contains(" name=" + ADMINISTRATOR + " "))
        .toList();
  }

  @Override
  public void close() {
    administrator.close();
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Left to the system's own cleaning.
      return;
    }
  }
}
