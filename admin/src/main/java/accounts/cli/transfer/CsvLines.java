package accounts.cli.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Comma-separated values (RFC 4180) behind a line of the columns' names. */
final class CsvLines implements MemberFormat.RecordParser {
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build();

  private static final ObjectReader READER = MAPPER.readerFor(String[].class);
  private static final ObjectWriter WRITER =
      MAPPER.writer(CsvSchema.emptySchema().withLineSeparator("\n"));

  static final byte[] HEADER = row(MemberFields.NAMES);

  private List<String> columns = List.of();

  @Override
  public void header(String record) throws BadRecordException {
    columns = values(record).stream().map(String::strip).toList();
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new BadRecordException("the column " + column + " is there twice");
      }
    }
    for (String needed : MemberFields.NEEDED) {
      if (!seen.contains(needed)) {
        throw new BadRecordException("there is no column " + needed);
      }
    }
  }

  @Override
  public Map<String, String> parse(String record) throws BadRecordException {
    List<String> values = values(record);
    if (values.size() != columns.size()) {
      throw new BadRecordException(
          "it has " + values.size() + " values, not " + columns.size() + " as the first line");
    }
    Map<String, String> byName = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      byName.put(columns.get(i), values.get(i));
    }
    return byName;
  }

  private static List<String> values(String record) throws BadRecordException {
    try (MappingIterator<String[]> rows = READER.readValues(record)) {
      List<String> values = List.of(rows.nextValue());
      if (!rows.hasNextValue()) {
        return values;
      }
    } catch (IOException | RuntimeException e) {
      // As below. The cause would quote what it stumbled over.
    }
    throw new BadRecordException("it is not CSV");
  }

  static byte[] write(Map<String, String> values) {
    return row(MemberFields.NAMES.stream().map(name -> values.getOrDefault(name, "")).toList());
  }

  private static byte[] row(List<String> values) {
    try {
      return WRITER.writeValueAsString(values).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
