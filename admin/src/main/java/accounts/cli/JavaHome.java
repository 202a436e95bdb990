package accounts.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run by the build: leaves the home of the build's JDK in a file, for {@code admin/run}. */
final class JavaHome {
  private JavaHome() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), System.getProperty("java.home"));
  }
}
