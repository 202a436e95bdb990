package accounts.cli.transfer;

import accounts.cli.transfer.SourceRecord.Position;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cuts a file into records, one at a time: lines, or with CSV several lines where a quoted value
 * holds the ends of lines. Empty lines are passed over, and so are those by which rejected lines
 * are told ({@link Rejects}). Whatever is in the file, no more than {@link #LONGEST} bytes of it
 * are held.
 */
final class RecordReader implements Closeable {
  /** The longest record, in bytes. */
  static final int LONGEST = 64 * 1024;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** As far as a note is looked at: a line of a member's may begin alike. */
  private static final int LONGEST_NOTE = 40;

  private static final Pattern NOTE = Pattern.compile(Pattern.quote(Rejects.NOTE) + "\\d+: .*");

  private final FileChannel file;
  private final boolean quotes;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();
  private long offset;
  private long line;

  /**
   * @param quotes whether a value in quotes may hold ends of lines
   */
  RecordReader(Path path, boolean quotes, Position from) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.quotes = quotes;
    seek(from);
    if (from.offset() == 0) {
      skipByteOrderMark();
    }
  }

  private void skipByteOrderMark() throws IOException {
    for (byte expected : BYTE_ORDER_MARK) {
      if (read() != (expected & 0xff)) {
        seek(Position.START);
        return;
      }
    }
  }

  /** The next record; nothing at the end of the file. */
  Optional<SourceRecord> next() throws IOException {
    while (true) {
      Position start = new Position(offset, line);
      SourceRecord read = read(start);
      if (read.end().offset() == start.offset()) {
        return Optional.empty();
      }
      boolean passedOver =
          read.fault().isEmpty() && (isBlank(read.bytes()) || isNote(read.bytes()));
      if (!passedOver) {
        return Optional.of(read);
      }
    }
  }

  private SourceRecord read(Position start) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    QuoteState state = new QuoteState();
    Optional<Position> secondLine = Optional.empty();
    while (true) {
      int read = read();
      boolean inQuotes = quotes && state.after(read);
      if (inQuotes && (read < 0 || bytes.size() >= LONGEST)) {
        // Whatever the quote was, it is not to swallow the rest of the file.
        if (secondLine.isPresent()) {
          seek(secondLine.get());
        } else {
          skipLine(read);
        }
        return fault(start, "a quote is not closed");
      }
      if (read < 0 || (read == '\n' && !inQuotes)) {
        return SourceRecord.of(start, position(), withoutReturn(bytes));
      }
      if (bytes.size() >= LONGEST) {
        skipLine(read);
        return fault(start, "the line is longer than " + LONGEST + " bytes");
      }
      bytes.write(read);
      if (read == '\n' && secondLine.isEmpty()) {
        secondLine = Optional.of(position());
      }
    }
  }

  private SourceRecord fault(Position start, String fault) {
    return SourceRecord.fault(start, position(), fault);
  }

  private void skipLine(int last) throws IOException {
    int read = last;
    while (read >= 0 && read != '\n') {
      read = read();
    }
  }

  private Position position() {
    return new Position(offset, line);
  }

  private void seek(Position position) throws IOException {
    file.position(position.offset());
    buffer.clear().flip();
    offset = position.offset();
    line = position.line();
  }

  /** The next byte, or -1. */
  private int read() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = file.read(buffer);
      buffer.flip();
      if (count < 0) {
        return -1;
      }
    }
    int read = buffer.get() & 0xff;
    offset++;
    if (read == '\n') {
      line++;
    }
    return read;
  }

  private static byte[] withoutReturn(ByteArrayOutputStream bytes) {
    byte[] all = bytes.toByteArray();
    return all.length > 0 && all[all.length - 1] == '\r'
        ? java.util.Arrays.copyOf(all, all.length - 1)
        : all;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNote(byte[] bytes) {
    String start =
        new String(bytes, 0, Math.min(bytes.length, LONGEST_NOTE), StandardCharsets.ISO_8859_1);
    return NOTE.matcher(start.lines().findFirst().orElse("")).matches();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Where a reader of CSV stands (RFC 4180): quotes count where a value begins with one. */
  private static final class QuoteState {
    private boolean valueBegins = true;
    private boolean quoted;
    private boolean quoteInQuoted;

    /** Whether the next byte is in quotes. */
    boolean after(int read) {
      if (quoted) {
        if (quoteInQuoted) {
          // A second quote stands for one; anything else is behind the closing one.
          quoteInQuoted = false;
          quoted = read == '"';
          valueBegins = read == ',';
        } else if (read == '"') {
          quoteInQuoted = true;
        }
      } else {
        quoted = valueBegins && read == '"';
        valueBegins = read == ',';
      }
      return quoted;
    }
  }
}
