package accounts.cli.transfer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts more than the memory holds: what is full is sorted and put into a file of its own, and the
 * files are merged. Keys count byte by byte in UTF-8; entries of equal keys keep their order.
 */
public final class ExternalSort implements Closeable {
  /** Takes the entries in their order. */
  public interface Sink {
    void accept(String key, byte[] value) throws IOException;
  }

  private static final int MOST_RUNS = 16;

  /** What an entry takes besides its bytes, roughly. */
  private static final int OVERHEAD = 100;

  private final Path directory;
  private final long memory;
  private List<Entry> entries = new ArrayList<>();
  private List<Path> runs = new ArrayList<>();
  private long held;
  private int files;

  /**
   * @param directory to be made, and deleted in the end
   * @param memory how many bytes may be held, roughly
   */
  public ExternalSort(Path directory, long memory) throws IOException {
    this.directory = directory;
    this.memory = memory;
    deleteAll();
    Files.createDirectory(directory);
  }

  private static final class Entry {
    static final Comparator<Entry> BY_KEY =
        Comparator.comparing(entry -> entry.key, Arrays::compareUnsigned);

    private final byte[] key;
    private final byte[] value;

    Entry(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }
  }

  public void add(String key, byte[] value) throws IOException {
    Entry entry = new Entry(key.getBytes(StandardCharsets.UTF_8), value);
    entries.add(entry);
    held += entry.key.length + value.length + OVERHEAD;
    if (held >= memory) {
      spill();
    }
  }

  private void spill() throws IOException {
    Path run = nextFile();
    try (DataOutputStream out = write(run)) {
      entries.sort(Entry.BY_KEY);
      for (Entry entry : entries) {
        write(out, entry);
      }
    }
    entries = new ArrayList<>();
    held = 0;
    runs.add(run);
    if (runs.size() >= MOST_RUNS) {
      Path merged = nextFile();
      try (DataOutputStream out = write(merged)) {
        merge(runs, entry -> write(out, entry));
      }
      for (Path old : runs) {
        Files.delete(old);
      }
      runs = new ArrayList<>(List.of(merged));
    }
  }

  /** Hands over all entries. Once. */
  public void sorted(Sink sink) throws IOException {
    if (runs.isEmpty()) {
      entries.sort(Entry.BY_KEY);
      for (Entry entry : entries) {
        sink.accept(new String(entry.key, StandardCharsets.UTF_8), entry.value);
      }
      return;
    }
    spill();
    merge(runs, entry -> sink.accept(new String(entry.key, StandardCharsets.UTF_8), entry.value));
  }

  private interface EntrySink {
    void accept(Entry entry) throws IOException;
  }

  private static void merge(List<Path> runs, EntrySink sink) throws IOException {
    List<Run> open = new ArrayList<>();
    try {
      PriorityQueue<Run> queue =
          new PriorityQueue<>(
              Comparator.comparing((Run run) -> run.head, Entry.BY_KEY)
                  .thenComparingInt(run -> run.number));
      for (Path path : runs) {
        Run run = new Run(path, open.size());
        open.add(run);
        if (run.advance()) {
          queue.add(run);
        }
      }
      for (Run run = queue.poll(); run != null; run = queue.poll()) {
        sink.accept(run.head);
        if (run.advance()) {
          queue.add(run);
        }
      }
    } finally {
      for (Run run : open) {
        run.in.close();
      }
    }
  }

  private static final class Run {
    private static final Entry NONE = new Entry(new byte[0], new byte[0]);

    private final DataInputStream in;
    private final int number;
    private Entry head = NONE;

    Run(Path path, int number) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 32 * 1024));
      this.number = number;
    }

    boolean advance() throws IOException {
      int length = in.readInt();
      if (length < 0) {
        return false;
      }
      byte[] key = in.readNBytes(length);
      head = new Entry(key, in.readNBytes(in.readInt()));
      return true;
    }
  }

  private Path nextFile() {
    return directory.resolve("run-" + files++);
  }

  /** Ends what was written with a length that none has. */
  private static DataOutputStream write(Path path) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(PrivateFiles.create(path), 32 * 1024)) {
      @Override
      public void close() throws IOException {
        writeInt(-1);
        super.close();
      }
    };
  }

  private static void write(DataOutputStream out, Entry entry) throws IOException {
    out.writeInt(entry.key.length);
    out.write(entry.key);
    out.writeInt(entry.value.length);
    out.write(entry.value);
  }

  private void deleteAll() throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.newDirectoryStream(directory, "run-*")) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  @Override
  public void close() throws IOException {
    deleteAll();
  }
}
