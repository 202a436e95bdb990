package accounts.benchmarks;

import accounts.local.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How long the local stack takes to be ready, and a function of it to answer first. */
final class StackStart implements Benchmark {
  private static final int ROUNDS = 5;
  private static final String FUNCTION = "MeFunction";

  @Override
  public String run(Path root, List<String> only) {
    String event = event(root);
    Figures ready = new Figures();
    Figures call = new Figures();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      try (LocalStack stack = LocalStack.builder().projectRoot(root).classArchives(false).start()) {
        ready.add((System.nanoTime() - start) / 1e9);
        long called = System.nanoTime();
        stack.invoke(FUNCTION, event);
        call.add((System.nanoTime() - called) / 1e9);
      }
    }
    Table table = new Table("what", "p50, s");
    table.row("from start to ready", Figures.text(ready.median(), 2));
    table.row("first call of `GET me`", Figures.text(call.median(), 2));
    return table.toString();
  }

  private static String event(Path root) {
    try {
      return Files.readString(root.resolve("events/me.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
