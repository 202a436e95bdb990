package accounts.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.template.StreamSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final List<String> calls = new ArrayList<>();
  private final List<DeadLetter> givenUp = new ArrayList<>();

  private Lane lane(boolean bisects, int retries, Predicate<String> fails) {
    StreamSource source =
        new StreamSource(
            "Table",
            true,
            10,
            1,
            List.of(),
            true,
            bisects,
            Optional.of(Duration.ofHours(1)),
            Optional.of(retries),
            Optional.empty());
    Clock clock = Clock.fixed(Instant.ofEpochSecond(4000), ZoneOffset.UTC);
    return new Lane("F", source, event -> answer(event, fails), givenUp::add, clock);
  }

  private InvocationResult answer(byte[] event, Predicate<String> fails) {
    List<String> numbers = new ArrayList<>();
    Json.parse(event)
        .orElseThrow()
        .path("Records")
        .forEach(r -> numbers.add(r.path("dynamodb").path("SequenceNumber").asText()));
    calls.add(String.join("", numbers));
    String failed =
        numbers.stream()
            .filter(fails)
            .findFirst()
            .map("{\"itemIdentifier\":\"%s\"}"::formatted)
            .orElse("");
    return new InvocationResult(
        "{\"batchItemFailures\":[%s]}".formatted(failed).getBytes(StandardCharsets.UTF_8), false);
  }

  private static List<JsonNode> batch(int size, long createdSecond) {
    return IntStream.range(0, size)
        .<JsonNode>mapToObj(
            i -> {
              ObjectNode record = Json.object();
              record
                  .putObject("dynamodb")
                  .put("SequenceNumber", String.valueOf(i))
                  .put("ApproximateCreationDateTime", (double) createdSecond);
              return record;
            })
        .toList();
  }

  @Test
  void goesOnFromTheFirstFailure() throws Exception {
    lane(false, 5, number -> number.equals("2") && calls.size() == 1).process(batch(4, 3999));

    assertThat(calls).containsExactly("0123", "23");
    assertThat(givenUp).isEmpty();
  }

  @Test
  void halvingLeavesTheFailingOneAlone() throws Exception {
    lane(true, 1, number -> number.equals("1")).process(batch(4, 3999));

    assertThat(givenUp).hasSize(1);
    assertThat(givenUp.getFirst().sequenceNumbers()).containsExactly("1");
    assertThat(givenUp.getFirst().reason()).isEqualTo("RetryAttemptsExhausted");
    assertThat(calls).containsExactly("0123", "1", "1", "23");
  }

  @Test
  void anOldRecordIsGivenUp() throws Exception {
    lane(false, 9, number -> true).process(batch(1, 399));

    assertThat(calls).containsExactly("0");
    assertThat(givenUp.getFirst().reason()).isEqualTo("RecordAgeExceeded");
  }
}
