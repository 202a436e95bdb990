package accounts.local.redis;

import accounts.local.net.LocalStackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** The Redis server that the jar {@code org.signal:embedded-redis} carries. */
final class RedisBinary {
  /** Its version, which its resource is named by. */
  static final String VERSION = "7.0.15";

  private RedisBinary() {}

  static Path unpack(Path temporary) {
    String os =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String name = "redis-server-%s-%s-%s".formatted(VERSION, os, arch);
    Path target = temporary.resolve("redis-server");
    try (InputStream in = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new LocalStackException(
            "There is no Redis for %s on %s here; start one and give --redis host:port."
                .formatted(os, arch));
      }
      Files.copy(in, target);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
      return target;
    } catch (IOException e) {
      throw new LocalStackException(
          "Redis cannot be unpacked to " + target + ": " + e.getMessage() + ".", e);
    }
  }
}
