package accounts.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** Measures something. */
interface Benchmark {
  /**
   * @param root the project's
   * @param only the functions to look at, by the names that the tables have; empty: all
   * @return a table in Markdown
   */
  String run(Path root, List<String> only);
}
