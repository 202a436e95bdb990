package accounts.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** The first call after the hooks of a snapshot, against the later ones of the same process. */
final class FirstCalls implements Benchmark {
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 100;
  private static final int CALLS = 50;
  private static final int LONG_CALLS = 3;

  private record Calls(Scenario scenario, Figures restore, Figures first, Figures warm) {
    static Calls of(Scenario scenario) {
      return new Calls(scenario, new Figures(), new Figures(), new Figures());
    }
  }

  @Override
  public String run(Path root, List<String> only) {
    List<Calls> all;
    try (BenchmarkStack stack = BenchmarkStack.start(root, /* snapStart= */ true)) {
      all =
          stack.scenarios(only).stream()
              .filter(s -> stack.stack().definition().function(s.function()).snapStart())
              .map(Calls::of)
              .toList();
      for (int round = 1; round <= ROUNDS; round++) {
        stack.stack().publish();
        for (Calls calls : all) {
          Scenario scenario = calls.scenario;
          Scenario.Time time = scenario.call().run(stack.stack());
          calls.restore.add(time.wall() - time.inside());
          calls.first.add(time.inside());
          // The warm median of one round is as good as that of five.
          if (round == 1) {
            int warmUp = scenario.isLong() ? LONG_CALLS : WARM_UP;
            int measured = scenario.isLong() ? LONG_CALLS : CALLS;
            for (int i = 0; i < warmUp + measured; i++) {
              double inside = scenario.call().run(stack.stack()).inside();
              if (i >= warmUp) {
                calls.warm.add(inside);
              }
            }
          }
          stack.stack().endProcesses(scenario.function());
        }
      }
    }
    Table table =
        new Table("function", "hooks after the restore, ms", "first, ms", "warm, ms", "first");
    for (Calls calls : all) {
      table.row(
          calls.scenario.name(),
          Figures.text(calls.restore.median(), 1),
          Figures.text(calls.first.median(), 1),
          Figures.text(calls.warm.median(), 1),
          Figures.times(calls.first.median(), calls.warm.median()));
    }
    return table.toString();
  }
}
