package accounts.local.stream;

import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.template.StreamSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Hands the records of some partition keys to a function, in order, batch by batch. A batch that
 * fails holds up the lane until it passes or is given up, as Lambda does it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html">Configuring
 *     partial batch response with DynamoDB and Lambda</a>
 */
final class Lane implements Runnable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String function;
  private final StreamSource source;
  private final Function<byte[], InvocationResult> invoke;
  private final Consumer<DeadLetter> giveUp;
  private final Clock clock;
  private final BlockingQueue<JsonNode> queue = new LinkedBlockingQueue<>();

  Lane(
      String function,
      StreamSource source,
      Function<byte[], InvocationResult> invoke,
      Consumer<DeadLetter> giveUp,
      Clock clock) {
    this.function = function;
    this.source = source;
    this.invoke = invoke;
    this.giveUp = giveUp;
    this.clock = clock;
  }

  void add(JsonNode record) {
    queue.add(record);
  }

  @Override
  public void run() {
    try {
      while (true) {
        List<JsonNode> batch = new ArrayList<>();
        batch.add(queue.take());
        queue.drainTo(batch, source.batchSize() - 1);
        process(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stack ends
    }
  }

  /** Goes on until every record is processed or given up. */
  void process(List<JsonNode> batch) throws InterruptedException {
    List<JsonNode> rest = batch;
    Duration pause = FIRST_PAUSE;
    for (int failures = 0; !rest.isEmpty(); failures++) {
      InvocationResult result = invoke.apply(event(rest));
      int processed = processed(rest, result);
      if (processed > 0) {
        rest = rest.subList(processed, rest.size());
        failures = 0;
        pause = FIRST_PAUSE;
      }
      if (rest.isEmpty()) {
        return;
      }
      if (source.bisects() && rest.size() > 1) {
        // Halving costs no retry.
        Thread.sleep(pause);
        process(rest.subList(0, rest.size() / 2));
        process(rest.subList(rest.size() / 2, rest.size()));
        return;
      }
      Optional<String> reason = reasonToGiveUp(rest, failures);
      if (reason.isPresent()) {
        giveUp.accept(deadLetter(rest, reason.get(), result));
        return;
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private static byte[] event(List<JsonNode> records) {
    ObjectNode event = Json.object();
    ArrayNode array = event.putArray("Records");
    records.forEach(array::add);
    return Json.bytes(event);
  }

  /** How many records from the first on count as processed. */
  private int processed(List<JsonNode> batch, InvocationResult result) {
    if (result.isError()) {
      return 0;
    }
    if (!source.reportsItemFailures()) {
      return batch.size();
    }
    JsonNode failures =
        Json.parse(result.payload())
            .map(json -> json.path("batchItemFailures"))
            .orElseGet(Json::array);
    int first = batch.size();
    for (JsonNode failure : failures) {
      // An id that is none of the batch's fails the whole batch.
      first = Math.min(first, index(batch, failure.path("itemIdentifier").asText()));
    }
    return first;
  }

  private static int index(List<JsonNode> batch, String sequenceNumber) {
    for (int i = 0; i < batch.size(); i++) {
      if (sequenceNumber(batch.get(i)).equals(sequenceNumber)) {
        return i;
      }
    }
    return 0;
  }

  private Optional<String> reasonToGiveUp(List<JsonNode> batch, int retries) {
    if (source.maximumRetries().isPresent() && retries >= source.maximumRetries().get()) {
      return Optional.of("RetryAttemptsExhausted");
    }
    double created =
        batch.getFirst().path("dynamodb").path("ApproximateCreationDateTime").asDouble();
    Instant creation = Instant.ofEpochMilli((long) (created * 1000));
    return source
        .maximumAge()
        .filter(age -> creation.plus(age).isBefore(clock.instant()))
        .map(age -> "RecordAgeExceeded");
  }

  private DeadLetter deadLetter(List<JsonNode> batch, String reason, InvocationResult result) {
    return new DeadLetter(
        clock.instant(),
        function,
        reason,
        source.onFailure().orElse(""),
        batch.stream().map(Lane::sequenceNumber).toList(),
        result.isError() ? result.errorMessage() : "reported as failed",
        "");
  }

  private static String sequenceNumber(JsonNode record) {
    return record.path("dynamodb").path("SequenceNumber").asText();
  }
}
