package accounts.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.cli.transfer.SourceRecord.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordReaderTest {
  @TempDir private Path directory;

  private List<SourceRecord> read(boolean quotes, Position from, String... parts)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String part : parts) {
      bytes.write(part.getBytes(StandardCharsets.UTF_8));
    }
    Path file = Files.write(directory.resolve("file"), bytes.toByteArray());
    List<SourceRecord> records = new ArrayList<>();
    try (RecordReader reader = new RecordReader(file, quotes, from)) {
      for (Optional<SourceRecord> r = reader.next(); r.isPresent(); r = reader.next()) {
        records.add(r.get());
      }
    }
    return records;
  }

  private List<String> lines(String... parts) throws IOException {
    return told(read(false, Position.START, parts));
  }

  private List<String> csv(String... parts) throws IOException {
    return told(read(true, Position.START, parts));
  }

  private static List<String> told(List<SourceRecord> records) {
    return records.stream()
        .map(r -> r.line() + " " + r.fault().orElse(new String(r.bytes(), StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void next_lines_areNumberedWhateverTheirEnds() throws IOException {
    assertThat(lines("a\nb\r\n\n  \nc")).containsExactly("1 a", "2 b", "5 c");
    assertThat(lines("a\n")).containsExactly("1 a");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n\n")).isEmpty();
  }

  @Test
  void next_byteOrderMark_isPassedOver() throws IOException {
    assertThat(lines("\ufeffa\n\ufeffb\n")).containsExactly("1 a", "2 \ufeffb");
    assertThat(lines("\ufeff")).isEmpty();
  }

  @Test
  void next_linesThatTellWhy_arePassedOver() throws IOException {
    assertThat(lines("# line 7: the email\na\n#b\n")).containsExactly("2 a", "3 #b");
    assertThat(lines("# line 1 fan,a@example.com\n# line x: y\n"))
        .containsExactly("1 # line 1 fan,a@example.com", "2 # line x: y");
  }

  @Test
  void next_longLine_isTheOnlyOneToFail() throws IOException {
    String longest = "x".repeat(RecordReader.LONGEST);

    assertThat(lines("a\n", longest, "\n", longest, "x\n", "b\n", longest, "xx"))
        .containsExactly(
            "1 a",
            "2 " + longest,
            "3 the line is longer than 65536 bytes",
            "4 b",
            "5 the line is longer than 65536 bytes");
    assertThat(csv(longest, "x\nb\n"))
        .containsExactly("1 the line is longer than 65536 bytes", "2 b");
  }

  @Test
  void next_csvWithEndsOfLinesInQuotes_isOneRecord() throws IOException {
    assertThat(csv("a,\"b\nc\"\r\nd,\"e\"\"\n\",f\ng\n"))
        .containsExactly("1 a,\"b\nc\"", "3 d,\"e\"\"\n\",f", "5 g");
    assertThat(csv("a,\"b\"")).containsExactly("1 a,\"b\"");
    // Not at a value's beginning.
    assertThat(csv("a,b\"c\nd\n")).containsExactly("1 a,b\"c", "2 d");
    assertThat(lines("\"a\nb\"\n")).containsExactly("1 \"a", "2 b\"");
  }

  @Test
  void next_quoteThatIsNotClosed_costsOneLine() throws IOException {
    assertThat(csv("a,\"b\nc,d\ne,f\n"))
        .containsExactly("1 a quote is not closed", "2 c,d", "3 e,f");
    assertThat(csv("a,\"b")).containsExactly("1 a quote is not closed");
    String tail = "x,y\n".repeat(RecordReader.LONGEST / 4);
    assertThat(csv("a,\"b\n", tail))
        .startsWith("1 a quote is not closed", "2 x,y")
        .hasSize(1 + RecordReader.LONGEST / 4);
    assertThat(csv("\"" + "x".repeat(RecordReader.LONGEST) + "\nb\n"))
        .containsExactly("1 a quote is not closed", "2 b");
  }

  @Test
  void next_fromAPlace_isWhatIsBehindIt() throws IOException {
    String text = "a\n비\nc\n";
    List<SourceRecord> all = read(false, Position.START, text);

    assertThat(told(read(false, all.get(1).end(), text))).containsExactly("3 c");
    assertThat(all.get(2).end()).isEqualTo(new Position(8, 4));
    assertThat(read(false, all.get(2).end(), text)).isEmpty();
  }
}
