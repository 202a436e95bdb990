package accounts.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;

/** What is measured on. */
final class Machine {
  private Machine() {}

  /** A command that keeps another one to one processor; empty where there is none. */
  static String[] onItsOwnProcessor() {
    boolean possible =
        Boolean.getBoolean("benchmarks.pinned")
            && Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
    return possible ? new String[] {"taskset", "-c", "1"} : new String[0];
  }

  /** One line: date, processor, system, JDK. */
  static String description() {
    return "%s, %s, %d processors, %s, JDK %s%s"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            processor(),
            Integer.getInteger("benchmarks.processors", Runtime.getRuntime().availableProcessors()),
            System.getProperty("os.name"),
            Runtime.version(),
            onItsOwnProcessor().length > 0 ? ", the functions on one of them" : "");
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
