package accounts.local;

import accounts.local.net.LocalStackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second stack off a data directory; the system lets go of it when the process ends. */
record DataLock(FileChannel file) implements AutoCloseable {

  static DataLock take(Path directory) {
    try {
      FileChannel file =
          FileChannel.open(
              Files.createDirectories(directory).resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (lock(file) == null) {
        file.close();
        throw new LocalStackException("Another stack uses the data in " + directory + ".");
      }
      return new DataLock(file);
    } catch (IOException e) {
      throw new LocalStackException("The directory " + directory + " cannot be made.", e);
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process has it
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
