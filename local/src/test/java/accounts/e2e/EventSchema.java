package accounts.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** {@code docs/events.schema.json}. */
public final class EventSchema {
  private static final String TEXT = text();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);

  private EventSchema() {}

  /** What is wrong with an event's detail; empty: nothing. */
  public static List<String> flaws(JsonNode detail) {
    return SCHEMA.validate(detail).stream().map(Error::toString).toList();
  }

  static String text() {
    try {
      return Files.readString(StackExtension.projectRoot().resolve("docs/events.schema.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
