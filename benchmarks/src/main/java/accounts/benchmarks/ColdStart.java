package accounts.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** From the start of a function's process to its first answer. */
final class ColdStart implements Benchmark {
  private static final int ROUNDS = 5;

  private record Start(Scenario scenario, Figures wall, Figures cpu) {
    static Start of(Scenario scenario) {
      return new Start(scenario, new Figures(), new Figures());
    }
  }

  @Override
  public String run(Path root, List<String> only) {
    List<Start> starts;
    try (BenchmarkStack stack = BenchmarkStack.start(root, /* snapStart= */ false)) {
      starts = stack.scenarios(only).stream().map(Start::of).toList();
      for (int round = 0; round <= ROUNDS; round++) {
        for (Start start : starts) {
          Scenario scenario = start.scenario();
          Scenario.Call call = scenario.call();
          double wall = call.run(stack.stack()).wall();
          long cpu = stack.process(scenario).cpuMillis();
          stack.stack().endProcesses(scenario.function());
          // The first round has the files to read, and this process to warm up.
          if (round > 0) {
            start.wall().add(wall);
            start.cpu().add((double) cpu);
          }
        }
      }
    }
    Table table = new Table("function", "wall, ms", "CPU, ms", "wall", "CPU");
    Start empty = starts.getFirst();
    for (Start start : starts) {
      table.row(
          start.scenario().name(),
          Figures.text(start.wall().median(), 0),
          Figures.text(start.cpu().median(), 0),
          Figures.times(start.wall().median(), empty.wall().median()),
          Figures.times(start.cpu().median(), empty.cpu().median()));
    }
    return table.toString();
  }
}
