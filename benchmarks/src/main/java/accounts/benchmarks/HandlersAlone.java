package accounts.benchmarks;

import accounts.authorizer.AuthorizerBenchmark;
import accounts.tokenrefresh.TokenRefreshBenchmark;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Handlers without Lambda's runtime client and without stores that answer over a network. */
final class HandlersAlone implements Benchmark {
  @Override
  public String run(Path root, List<String> only) {
    Table table = new Table("handler", "a call, µs", "± µs", "calls a second");
    try {
      for (RunResult result :
          new Runner(
                  new OptionsBuilder()
                      .include(AuthorizerBenchmark.class.getName())
                      .include(TokenRefreshBenchmark.class.getName())
                      .forks(3)
                      .warmupIterations(5)
                      .warmupTime(TimeValue.seconds(1))
                      .measurementIterations(5)
                      .measurementTime(TimeValue.seconds(1))
                      .jvmArgs(LambdaJvm.FLAGS.toArray(String[]::new))
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run()) {
        double micros = result.getPrimaryResult().getScore();
        table.row(
            result.getPrimaryResult().getLabel(),
            Figures.text(micros, 1),
            Figures.text(result.getPrimaryResult().getScoreError(), 1),
            Figures.text(1e6 / micros, 0));
      }
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
    return table.toString();
  }
}
