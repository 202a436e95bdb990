package accounts.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command over a stack: its options, and where it writes. */
@Command(sortOptions = false, sortSynopsis = false)
abstract class AdminCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public final Integer call() throws Exception {
    try (Target stack = target.target()) {
      return run(stack);
    }
  }

  /**
   * Does the work.
   *
   * @return the exit code: 0, or 1 if something of it failed
   * @throws CommandException if it failed or was refused
   */
  abstract int run(Target stack) throws Exception;

  /** What is wrong with the command line; the exit code is 2. */
  final RuntimeException usage(String message) {
    return new picocli.CommandLine.ParameterException(spec.commandLine(), message);
  }

  /** What was asked for. */
  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** All else: progress, questions, failures. */
  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
