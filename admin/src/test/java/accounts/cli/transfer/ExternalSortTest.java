package accounts.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalSortTest {
  @TempDir private Path directory;

  /** From all in memory to many files that are merged in steps. */
  @ParameterizedTest
  @ValueSource(longs = {10_000_000, 20_000, 1_000, 1})
  void sorted_moreThanIsHeld_isInOrderAndStable(long memory) throws IOException {
    Path scratch = directory.resolve("scratch");
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    Random random = new Random(1);
    try (ExternalSort sort = new ExternalSort(scratch, memory)) {
      for (int i = 0; i < 500; i++) {
        String key = "비-" + random.nextInt(100);
        sort.add(key, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        expected.add(key + " " + i);
      }
      sort.sorted(
          (key, value) -> actual.add(key + " " + new String(value, StandardCharsets.UTF_8)));
    }

    // Stable too, and the keys are of one plane, so that characters and bytes are in one order.
    expected.sort(java.util.Comparator.comparing(entry -> entry.substring(0, entry.indexOf(' '))));
    assertThat(actual).isEqualTo(expected);
    assertThat(Files.exists(scratch)).isFalse();
  }
}
