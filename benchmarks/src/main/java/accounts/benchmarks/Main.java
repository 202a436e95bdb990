package accounts.benchmarks;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code benchmarks/run} starts. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    description = "Measures what calls cost, and prints a table.")
final class Main implements Runnable {
  private static final Map<String, Supplier<Benchmark>> BENCHMARKS = new LinkedHashMap<>();

  static {
    BENCHMARKS.put("cold", ColdStart::new);
    BENCHMARKS.put("first", FirstCalls::new);
    BENCHMARKS.put("warm", WarmCalls::new);
    BENCHMARKS.put("handlers", HandlersAlone::new);
    BENCHMARKS.put("hash", HashCost::new);
    BENCHMARKS.put("calls", StoreCalls::new);
    BENCHMARKS.put("stack", StackStart::new);
    BENCHMARKS.put("size", Sizes::new);
  }

  /** The names of all. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return BENCHMARKS.keySet().iterator();
    }
  }

  @Parameters(
      paramLabel = "BENCHMARK",
      arity = "1..*",
      completionCandidates = Names.class,
      description = "What to measure: ${COMPLETION-CANDIDATES}.")
  private List<String> names = List.of();

  @Option(
      names = "--only",
      paramLabel = "FUNCTION",
      description = "One function, as the tables name it. Repeatable. Default: all.")
  private List<String> only = List.of();

  @Option(names = "--write", description = "Put the table into docs/performance.md.")
  private boolean write;

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    Path root = Path.of(System.getProperty("benchmarks.root")).toAbsolutePath().normalize();
    List<Supplier<Benchmark>> benchmarks = names.stream().map(this::benchmark).toList();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String text = "*" + Machine.description() + "*\n\n" + run(benchmarks.get(i).get(), root);
      System.out.println(text);
      if (write) {
        Report.write(root, name, text);
      }
    }
  }

  private String run(Benchmark benchmark, Path root) {
    try {
      return benchmark.run(root, only);
    } catch (NoSuchFunctionException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Supplier<Benchmark> benchmark(String name) {
    Supplier<Benchmark> benchmark = BENCHMARKS.get(name);
    if (benchmark == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "No such benchmark: %s; there are %s"
              .formatted(name, String.join(", ", BENCHMARKS.keySet())));
    }
    return benchmark;
  }
}
