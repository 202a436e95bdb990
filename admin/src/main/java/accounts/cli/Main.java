package accounts.cli;

import accounts.store.StoreUnavailableException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import software.amazon.awssdk.core.exception.SdkException;

/** The operators' command line. */
@Command(
    name = "admin/run",
    sortOptions = false,
    header = "Looks after the members of a stack, deployed or local.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "admin/run itself also takes --no-build: run what was built before.",
      "Exit codes: 0 done, 1 failed or refused, 2 wrong command line."
    })
public final class Main implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  private Main() {}

  /** Runs a command and exits: 0 for success, 1 for a failure, 2 for a wrong command line. */
  public static void main(String[] args) {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.exit(execute(in, utf8(FileDescriptor.out), utf8(FileDescriptor.err), args));
  }

  /** Runs a command as {@link #main} does, and returns its exit code. */
  public static int execute(BufferedReader in, PrintWriter out, PrintWriter err, String... args) {
    CommandLine commandLine =
        new CommandLine(new Main())
            .addSubcommand(new FindCommand())
            .addSubcommand(new ListCommand())
            .addSubcommand(new ShowCommand())
            .addSubcommand(new ChangeCommand.Disable())
            .addSubcommand(new ChangeCommand.Enable())
            .addSubcommand(new DeleteCommand(in))
            .addSubcommand(new ChangeCommand.Unlock())
            .addSubcommand(new ChangeCommand.SendVerification())
            .addSubcommand(new ChangeCommand.EndSessions())
            .addSubcommand(new AuditCommand())
            .addSubcommand(new DescribeCommand())
            .addSubcommand(new ImportCommand())
            .addSubcommand(new ExportCommand())
            .addSubcommand(new CheckCommand())
            .setCaseInsensitiveEnumValuesAllowed(true);
    commandLine
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(
            (exception, arguments) -> {
              err.println(
                  exception.getMessage()
                      + "; see "
                      + exception.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help.");
              return 2;
            })
        .setExecutionExceptionHandler(Main::failed);
    int code = commandLine.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  private static int failed(Exception exception, CommandLine command, ParseResult result)
      throws Exception {
    if (exception instanceof CommandException || exception instanceof StoreUnavailableException) {
      command.getErr().println(exception.getMessage());
      return 1;
    }
    if (exception instanceof SdkException) {
      // Of AWS or on the way there: no credentials, no permission, no connection.
      command.getErr().println("AWS: " + exception.getMessage());
      return 1;
    }
    Throwable cause = exception instanceof UncheckedIOException ? exception.getCause() : exception;
    if (cause instanceof NoSuchFileException || cause instanceof AccessDeniedException) {
      String file = ((FileSystemException) cause).getFile();
      command.getErr().println("There is no such file, or it may not be used: " + file);
      return 1;
    }
    if (cause instanceof IOException) {
      command.getErr().println("Reading or writing failed: " + cause.getMessage());
      return 1;
    }
    throw exception;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "No command was given");
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    // Whatever the locale: names may be in any script.
    return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
