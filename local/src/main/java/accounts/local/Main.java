package accounts.local;

import accounts.local.net.LocalStackException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

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
            .setExecutionStrategy(Main::run)
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

  /** Options in front of a subcommand would be those of a command that does not run. */
  private static int run(ParseResult parsed) {
    if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty()) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(),
          "Options go behind " + parsed.subcommand().commandSpec().name());
    }
    return new RunLast().execute(parsed);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
