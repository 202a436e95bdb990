package accounts.benchmarks;

import accounts.e2e.Hand;
import accounts.local.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;

/**
 * The local stack of the template with its defaults, and with two functions more that do nothing.
 * Its functions have a processor of their own where there are two and {@code taskset}; the stores
 * and the benchmark are on another one.
 */
final class BenchmarkStack implements AutoCloseable {
  private final LocalStack stack;
  private final Hand hand;
  private final List<Scenario> scenarios;

  private BenchmarkStack(LocalStack stack, Path root) {
    this.stack = stack;
    this.hand = new Hand(stack);
    this.scenarios = new Scenarios(stack, hand, root.resolve("events")).all();
  }

  /**
   * @param snapStart whether functions start from a snapshot
   */
  static BenchmarkStack start(Path root, boolean snapStart) {
    LocalStack stack =
        LocalStack.builder()
            .projectRoot(root)
            .template(template(root))
            .snapStart(snapStart)
            .classArchives(false) // there are none on Lambda
            .launchWith(Machine.onItsOwnProcessor())
            .start();
    return new BenchmarkStack(stack, root);
  }

  /** The template, next to the benchmark's own jar. */
  private static Path template(Path root) {
    try {
      String template =
          Files.readString(root.resolve("template.yaml"))
              .replaceAll(
                  "(CodeUri|ContentUri): (?=[a-z])", "$1: " + Matcher.quoteReplacement(root + "/"))
              // The benchmark calls these functions itself.
              .replace(
                  "StartingPosition: TRIM_HORIZON",
                  "StartingPosition: TRIM_HORIZON\n            Enabled: false")
              .replaceFirst(
                  "\nResources:\n",
                  """

                  Resources:
                    %1$sFunction:
                      Type: AWS::Serverless::Function
                      Properties:
                        CodeUri: %2$s/benchmarks/target/benchmarks-empty.jar
                        Handler: accounts.benchmarks.empty.EmptyHandler
                        SnapStart: {ApplyOn: PublishedVersions}

                    %1$sStreamFunction:
                      Type: AWS::Serverless::Function
                      Properties:
                        CodeUri: %2$s/benchmarks/target/benchmarks-empty.jar
                        Handler: accounts.benchmarks.empty.EmptyStreamHandler
                        SnapStart: {ApplyOn: PublishedVersions}

                  """
                      .formatted(Scenarios.EMPTY, root));
      return Files.writeString(root.resolve("benchmarks/target/template.yaml"), template);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LocalStack stack() {
    return stack;
  }

  /**
   * First the one of the function that does nothing.
   *
   * @param only the names of others to take; empty: all
   * @throws NoSuchFunctionException if one of them is no function's
   */
  List<Scenario> scenarios(List<String> only) {
    for (String name : only) {
      if (scenarios.stream().noneMatch(s -> s.name().equals(name))) {
        throw new NoSuchFunctionException(name, scenarios.stream().map(Scenario::name).toList());
      }
    }
    return scenarios.stream()
        .filter(
            s -> only.isEmpty() || s.name().startsWith(Scenarios.EMPTY) || only.contains(s.name()))
        .toList();
  }

  /** The one process of a function that was called. */
  ProcessFigures process(Scenario scenario) {
    List<Long> processes = stack.processes(scenario.function());
    if (processes.size() != 1) {
      throw new IllegalStateException(scenario.function() + " has " + processes.size() + " JVMs");
    }
    return new ProcessFigures(processes.getFirst());
  }

  @Override
  public void close() {
    hand.close();
    stack.close();
  }
}
