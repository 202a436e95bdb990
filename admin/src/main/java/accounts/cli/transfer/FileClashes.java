package accounts.cli.transfer;

import accounts.member.Member;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Finds lines of one file that are about the same id, address or nickname; the first one stays. */
final class FileClashes implements Closeable {
  /** Told in the order of the lines, each line once. */
  interface Listener {
    void clash(long line, String reason);
  }

  private static final String ID = "1";
  private static final String EMAIL = "2";
  private static final String NICKNAME = "3";
  private static final long MEMORY = 4 * 1024 * 1024;

  private final ExternalSort keys;
  private final ExternalSort clashes;
  private long lines;

  /**
   * @param scratch names directories that are made and deleted
   */
  FileClashes(Path scratch) throws IOException {
    keys = new ExternalSort(PrivateFiles.beside(scratch, "-keys"), MEMORY);
    clashes = new ExternalSort(PrivateFiles.beside(scratch, "-clashes"), MEMORY);
  }

  void add(long line, Member member) throws IOException {
    lines++;
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(line).array();
    keys.add(ID + member.id().value(), number);
    keys.add(EMAIL + member.email().key(), number);
    keys.add(NICKNAME + member.nickname().key(), number);
  }

  long lines() {
    return lines;
  }

  /** How many lines clash with one before them. */
  long tell(Listener listener) throws IOException {
    keys.sorted(new FirstOfEach());
    EachLineOnce each = new EachLineOnce(listener);
    clashes.sorted(each);
    return each.count;
  }

  private final class FirstOfEach implements ExternalSort.Sink {
    private String last = "";
    private long first;

    @Override
    public void accept(String key, byte[] number) throws IOException {
      long line = ByteBuffer.wrap(number).getLong();
      if (!key.equals(last)) {
        last = key;
        first = line;
        return;
      }
      String what =
          switch (key.substring(0, 1)) {
            case ID -> "id";
            case EMAIL -> "email address";
            default -> "nickname";
          };
      clashes.add(
          String.format(java.util.Locale.ROOT, "%019d", line),
          ("line " + first + " has the " + what).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static final class EachLineOnce implements ExternalSort.Sink {
    private final Listener listener;
    private String last = "";
    private long count;

    EachLineOnce(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void accept(String line, byte[] reason) {
      if (!line.equals(last)) {
        last = line;
        count++;
        listener.clash(Long.parseLong(line), new String(reason, StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (keys) {
      clashes.close();
    }
  }
}
