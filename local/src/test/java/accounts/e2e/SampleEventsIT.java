package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.LocalStack;
import accounts.local.lambda.InvocationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code events/README.md} says of the sample events is so. */
@ExtendWith(StackExtension.class)
class SampleEventsIT {
  private static final Path FOLDER = StackExtension.projectRoot().resolve("events");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+)` \\| (.*) \\|");

  /** An answer that depends on the event alone: {@code 400 `CODE`} or {@code Deny `CODE`}. */
  private static final Pattern FIXED = Pattern.compile("(\\d{3}|Deny) `([A-Z_]+)`.*");

  private static final Pattern ERROR = Pattern.compile("error `(.+)`.*");

  /** An error that the function answers with, and does not fail by. */
  private static final Pattern CODE = Pattern.compile("error code `([A-Z_]+)`.*");

  private final LocalStack stack;

  SampleEventsIT(LocalStack stack) {
    this.stack = stack;
  }

  private static Map<String, String> table() throws IOException {
    Map<String, String> table = new LinkedHashMap<>();
    Matcher rows = ROW.matcher(Files.readString(FOLDER.resolve("README.md")));
    while (rows.find()) {
      table.put(rows.group(1), rows.group(2));
    }
    return table;
  }

  @Test
  void table_namesEveryEvent() throws IOException {
    Set<String> events;
    try (Stream<Path> files = Files.list(FOLDER)) {
      events =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".json") && !name.equals("env.json"))
              .map(name -> name.replace(".json", ""))
              .collect(Collectors.toCollection(TreeSet::new));
    }

    assertThat(new TreeSet<>(table().keySet())).isEqualTo(events);
  }

  @Test
  void everyEvent_isAnsweredAsTheTableSays() throws IOException {
    for (Map.Entry<String, String> row : table().entrySet()) {
      String event = Files.readString(FOLDER.resolve(row.getKey() + ".json"));

      InvocationResult result = stack.invoke(function(row.getKey()), event);

      Matcher error = ERROR.matcher(row.getValue());
      assertThat(result.isError())
          .as(row.getKey() + ": " + result.text())
          .isEqualTo(error.matches());
      if (error.matches()) {
        assertThat(result.text()).as(row.getKey()).contains(error.group(1));
        continue;
      }
      Matcher code = CODE.matcher(row.getValue());
      if (code.matches()) {
        assertThat(result.text()).as(row.getKey()).contains("\"code\":\"" + code.group(1) + "\"");
        continue;
      }
      Matcher fixed = FIXED.matcher(row.getValue());
      if (fixed.matches()) {
        String kind =
            fixed.group(1).equals("Deny")
                ? "\"Effect\":\"Deny\""
                : "\"statusCode\":" + fixed.group(1);
        assertThat(result.text()).as(row.getKey()).contains(kind).contains(fixed.group(2));
      } else {
        assertThat(result.text()).as(row.getKey()).doesNotContain("\"statusCode\":50");
      }
    }
  }

  /** The function whose folder the event is named by. */
  private String function(String event) {
    return stack.definition().functions().values().stream()
        .map(function -> function.code().getFileName().toString().replace(".jar", ""))
        .filter(folder -> event.equals(folder) || event.startsWith(folder + "-"))
        // Of logout and logout-all the longer.
        .max(Comparator.comparingInt(String::length))
        .orElseThrow(() -> new AssertionError(event + " is named by no function's folder"));
  }
}
