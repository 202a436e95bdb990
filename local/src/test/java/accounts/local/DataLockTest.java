package accounts.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.local.net.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
  @Test
  void take_whileAnotherHasIt_isRefused(@TempDir Path directory) throws IOException {
    DataLock first = DataLock.take(directory);
    assertThatThrownBy(() -> DataLock.take(directory))
        .isInstanceOf(LocalStackException.class)
        .hasMessage("Another stack uses the data in " + directory + ".");

    first.close();
    try (DataLock second = DataLock.take(directory)) {
      assertThat(second.file().isOpen()).isTrue();
    }
  }

  @Test
  void take_whereNoDirectoryCanBe_isOneSentence(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> DataLock.take(file))
        .isInstanceOf(LocalStackException.class)
        .hasMessage("The directory " + file + " cannot be made.");
  }
}
