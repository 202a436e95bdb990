package accounts.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process. */
record ProcessFigures(long pid) {
  /** In which it counts times, everywhere (sysconf _SC_CLK_TCK). */
  private static final long TICKS_PER_SECOND = 100;

  /** The time that it had a processor, in its own code and the kernel's, in milliseconds. */
  long cpuMillis() {
    String stat = read("stat");
    // The name, in brackets, may hold anything. utime and stime are the 14th and 15th field.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS_PER_SECOND;
  }

  /** The most memory that it had at a time, in MB (2^20 bytes). */
  long peakMegabytes() {
    return read("status")
            .lines()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
