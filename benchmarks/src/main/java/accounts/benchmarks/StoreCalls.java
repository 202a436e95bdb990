package accounts.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code StoreCallsIT}, which {@code benchmarks/run} runs before, found. */
final class StoreCalls implements Benchmark {
  @Override
  public String run(Path root, List<String> only) {
    try {
      return Files.readString(root.resolve("local/target/store-calls.md")).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
