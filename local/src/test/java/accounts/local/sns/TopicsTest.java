package accounts.local.sns;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.stream.DeadLetter;
import accounts.local.template.FunctionDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicsTest {
  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private final BlockingQueue<DeadLetter> deadLetters = new LinkedBlockingQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final Topics topics =
      new Topics(
          List.of(function("First", "arn:one"), function("Other", "arn:two")),
          this::invoke,
          deadLetters::add,
          List.of(Duration.ofMillis(1), Duration.ofMillis(1)));

  private static FunctionDefinition function(String id, String topic) {
    return new FunctionDefinition(
        id,
        id,
        Path.of("code"),
        "h",
        Duration.ofSeconds(1),
        128,
        Map.of(),
        List.of(),
        false,
        List.of(),
        List.of(),
        List.of(topic),
        "arn:queue");
  }

  private InvocationResult invoke(String function, byte[] event) {
    calls.add(function + " " + new String(event, StandardCharsets.UTF_8));
    boolean fails = failures.getAndDecrement() > 0;
    String answer = fails ? "{\"errorMessage\":\"no\"}" : "null";
    return new InvocationResult(answer.getBytes(StandardCharsets.UTF_8), fails);
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void publish_reachesTheSubscriberAlone() throws Exception {
    topics.publish("arn:one", "{\"a\":1}");

    String call = take(calls);
    assertThat(call).startsWith("First ");
    JsonNode record =
        Json.parse(call.substring("First ".length()).getBytes(StandardCharsets.UTF_8))
            .orElseThrow()
            .at("/Records/0");
    assertThat(record.path("EventSource").asText()).isEqualTo("aws:sns");
    assertThat(record.at("/Sns/Message").asText()).isEqualTo("{\"a\":1}");
    assertThat(record.at("/Sns/TopicArn").asText()).isEqualTo("arn:one");
    assertThat(calls.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void callThatFailsTwice_passesAtTheThirdTry() throws Exception {
    failures.set(2);

    topics.publish("arn:one", "m");

    assertThat(take(calls)).isEqualTo(take(calls)).isEqualTo(take(calls));
    assertThat(deadLetters.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void callThatFailsThreeTimes_isADeadLetterWithItsEvent() throws Exception {
    failures.set(3);

    topics.publish("arn:two", "m");

    DeadLetter letter = take(deadLetters);
    assertThat(letter.function()).isEqualTo("Other");
    assertThat(letter.destination()).isEqualTo("arn:queue");
    assertThat(letter.error()).isEqualTo("no");
    assertThat("Other " + letter.event()).isEqualTo(take(calls));
    assertThat(calls).hasSize(2);
  }
}
