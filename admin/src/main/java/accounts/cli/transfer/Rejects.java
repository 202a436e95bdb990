package accounts.cli.transfer;

import accounts.cli.transfer.SourceRecord.Position;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The records that are not in the table, as they are in the file, each behind a line that says why.
 * What was mended there can be imported from there: those lines are passed over.
 */
final class Rejects implements Closeable {
  /** How a line that says why begins; the number and a colon follow. */
  static final String NOTE = "# line ";

  /** What the name of such a file has in addition to that of the file with all records. */
  static final String SUFFIX = ".rejected";

  private final Path path;
  private final FileChannel source;
  private final Position afterHeader;
  private long length;
  private final FileChannel target;

  /**
   * @param path made anew unless there is something of an earlier run
   * @param length what of it stays
   * @param afterHeader where the file's first record begins; what is before is copied
   */
  Rejects(Path path, long length, Path source, Position afterHeader) throws IOException {
    this.path = path;
    this.afterHeader = afterHeader;
    this.length = length;
    this.source = FileChannel.open(source, StandardOpenOption.READ);
    if (length == 0) {
      Files.deleteIfExists(path);
    }
    this.target =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PrivateFiles.attributes(path));
    target.truncate(length).position(length);
  }

  void add(SourceRecord record, String reason) throws IOException {
    if (length == 0) {
      copy(0, afterHeader.offset());
    }
    write(NOTE + record.line() + ": " + reason + "\n");
    copy(record.start().offset(), record.end().offset());
  }

  /** Copies whole lines; the file's last may lack its end. */
  private void copy(long from, long to) throws IOException {
    long position = from;
    while (position < to) {
      position += source.transferTo(position, to - position, target);
    }
    length += to - from;
    if (to > from && !endsLine(to)) {
      write("\n");
    }
  }

  private boolean endsLine(long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    source.read(last, end - 1);
    return last.get(0) == '\n';
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    length += bytes.remaining();
    while (bytes.hasRemaining()) {
      target.write(bytes);
    }
  }

  long length() {
    return length;
  }

  /** Closes the file, and takes it away if nothing is in it. */
  @Override
  public void close() throws IOException {
    source.close();
    target.close();
    if (length == 0) {
      Files.deleteIfExists(path);
    }
  }
}
