package accounts.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** What a call costs of a function that is up, and the memory that the function takes. */
final class WarmCalls implements Benchmark {
  /** As many to warm up as to measure. */
  private static final int CALLS = 300;

  private static final int LONG_CALLS = 30;

  private record Run(double p50, double p99, double cpu, long peak) {}

  @Override
  public String run(Path root, List<String> only) {
    Table table =
        new Table(
            "function",
            "p50, ms",
            "p99, ms",
            "CPU, ms",
            "p50 beyond the empty one's, ms",
            "CPU beyond it, ms",
            "peak RSS, MB");
    try (BenchmarkStack stack = BenchmarkStack.start(root, /* snapStart= */ false)) {
      List<Scenario> scenarios = stack.scenarios(only);
      Run empty = run(stack, scenarios.getFirst());
      for (Scenario scenario : scenarios) {
        Run run = scenario.name().equals(Scenarios.EMPTY) ? empty : run(stack, scenario);
        table.row(
            scenario.name(),
            Figures.text(run.p50, 2),
            Figures.text(run.p99, 2),
            Figures.text(run.cpu, 2),
            Figures.text(run.p50 - empty.p50, 2),
            Figures.text(run.cpu - empty.cpu, 2),
            Long.toString(run.peak));
      }
    }
    return table.toString();
  }

  private static Run run(BenchmarkStack stack, Scenario scenario) {
    int calls = scenario.isLong() ? LONG_CALLS : CALLS;
    for (int i = 0; i < calls; i++) {
      scenario.call().run(stack.stack());
    }
    ProcessFigures process = stack.process(scenario);
    long before = process.cpuMillis();
    Figures wall = new Figures();
    for (int i = 0; i < calls; i++) {
      wall.add(scenario.call().run(stack.stack()).inside());
    }
    double cpu = (process.cpuMillis() - before) / (double) calls;
    long peak = process.peakMegabytes();
    stack.stack().endProcesses(scenario.function());
    return new Run(wall.median(), wall.percentile(99), cpu, peak);
  }
}
