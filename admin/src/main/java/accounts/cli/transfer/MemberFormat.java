package accounts.cli.transfer;

import accounts.member.Member;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** A format of files of members. */
public enum MemberFormat {
  /** One JSON object in each line. */
  JSONL {
    @Override
    RecordParser parser() {
      return new JsonLines();
    }

    @Override
    boolean hasHeader() {
      return false;
    }

    @Override
    byte[] write(Member member) {
      return JsonLines.write(MemberFields.of(member));
    }
  },
  /** Comma-separated values (RFC 4180), with the columns' names in the first line. */
  CSV {
    @Override
    RecordParser parser() {
      return new CsvLines();
    }

    @Override
    boolean hasHeader() {
      return true;
    }

    @Override
    byte[] write(Member member) {
      return CsvLines.write(MemberFields.of(member));
    }
  };

  /** Makes values of records; has read the header first, where there is one. */
  interface RecordParser {
    /**
     * Reads the columns' names.
     *
     * @throws BadRecordException if the file cannot be used with them
     */
    void header(String record) throws BadRecordException;

    /** What the record says, by name; what it leaves out or empty is not there. */
    Map<String, String> parse(String record) throws BadRecordException;
  }

  /** The format that the file's name tells. */
  public static java.util.Optional<MemberFormat> ofName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(Rejects.SUFFIX)) {
      name = name.substring(0, name.length() - Rejects.SUFFIX.length());
    }
    if (name.endsWith(".csv")) {
      return java.util.Optional.of(CSV);
    }
    return name.endsWith(".jsonl") || name.endsWith(".ndjson")
        ? java.util.Optional.of(JSONL)
        : java.util.Optional.empty();
  }

  abstract RecordParser parser();

  abstract boolean hasHeader();

  /** The member's line, with its end. */
  abstract byte[] write(Member member);

  /** The first line, with its end; empty where there is none. */
  byte[] header() {
    return hasHeader() ? CsvLines.HEADER : new byte[0];
  }

  /** The text that the bytes are. */
  static String decode(byte[] bytes) throws BadRecordException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadRecordException("it is not UTF-8");
    }
  }
}
