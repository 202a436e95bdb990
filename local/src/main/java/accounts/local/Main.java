package accounts.local;

import accounts.local.net.LocalStackException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The command line of the local stack. */
public final class Main {
  private Main() {}

  /** Runs the command and exits: 0 for success, 1 for a failure, 2 for a wrong command line. */
  public static void main(String[] args) {
    // Whatever the locale, mails and messages hold Korean.
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    CommandLine commandLine =
        new CommandLine(new RunCommand())
            .setParameterExceptionHandler(
                (exception, arguments) -> {
                  System.err.println(exception.getMessage() + "; see local/run --help.");
                  return 2;
                })
            .setExecutionExceptionHandler(
                (exception, command, result) -> {
                  if (exception instanceof LocalStackException) {
                    System.err.println(exception.getMessage());
                    return 1;
                  }
                  throw exception;
                });
    System.exit(commandLine.execute(args));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
