package accounts.cli;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which stack a command works on. */
public final class TargetOptions {
  private static final String LOCAL = "http://127.0.0.1:3001";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description =
          "With --local: the name of the IAM user to be, of letters, digits and +=.@_-."
              + " Default: your user name.")
  private @Nullable String as;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "With --stack: its Region. Default: as the AWS SDK finds it.")
  private @Nullable String region;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "With --stack: a profile of ~/.aws. Default: credentials as the SDK finds them.")
  private @Nullable String profile;

  /** Takes {@code --local x} for the option without a value, and what follows it for itself. */
  static final class AttachedOnly implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (" ".equals(info.get("separator"))) {
        args.push(LOCAL);
      }
      return false;
    }
  }

  /** One of them has to be given. */
  static final class Which {
    @Option(names = "--stack", paramLabel = "NAME", description = "The deployed stack.")
    private @Nullable String stack;

    @Option(
        names = "--local",
        paramLabel = "URL",
        arity = "0..1",
        preprocessor = AttachedOnly.class,
        description =
            "The stack of local/run, at the address that it prints as its AWS endpoint."
                + " Default: "
                + LOCAL
                + ".")
    private @Nullable URI local;
  }

  /** The stack that is meant, to be closed after use. */
  public Target target() {
    if (which.local != null) {
      if (region != null || profile != null) {
        throw new ParameterException(
            command.commandLine(), "--region and --profile are for --stack");
      }
      return Target.local(which.local, Optional.ofNullable(as));
    }
    if (as != null) {
      throw new ParameterException(command.commandLine(), "--as is for --local");
    }
    if (which.stack == null || which.stack.isBlank()) {
      throw new ParameterException(command.commandLine(), "--stack needs the stack's name");
    }
    return Target.deployed(which.stack, Optional.ofNullable(region), Optional.ofNullable(profile));
  }
}
