package accounts.local.sns;

import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.stream.DeadLetter;
import accounts.local.template.FunctionDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Brings messages to the functions that the template subscribes to a topic. As Lambda does with
 * asynchronous calls, a failed one is tried twice more, though after seconds and not minutes, and
 * then given up. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">How
 *     Lambda handles errors and retries with asynchronous invocation</a>
 */
public final class Topics implements AutoCloseable {
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final Collection<FunctionDefinition> functions;
  private final BiFunction<String, byte[], InvocationResult> invoke;
  private final Consumer<DeadLetter> giveUp;
  private final List<Duration> pauses;
  private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param invoke calls a function by its logical id, and waits
   */
  public Topics(
      Collection<FunctionDefinition> functions,
      BiFunction<String, byte[], InvocationResult> invoke,
      Consumer<DeadLetter> giveUp) {
    this(functions, invoke, giveUp, PAUSES);
  }

  Topics(
      Collection<FunctionDefinition> functions,
      BiFunction<String, byte[], InvocationResult> invoke,
      Consumer<DeadLetter> giveUp,
      List<Duration> pauses) {
    this.functions = List.copyOf(functions);
    this.invoke = invoke;
    this.giveUp = giveUp;
    this.pauses = pauses;
  }

  /** Hands the message on; does not wait. */
  public void publish(String topic, String message) {
    for (FunctionDefinition function : functions) {
      if (function.topics().contains(topic)) {
        byte[] event = event(topic, message);
        deliveries.execute(() -> deliver(function, event));
      }
    }
  }

  private void deliver(FunctionDefinition function, byte[] event) {
    try {
      for (int tries = 0; ; tries++) {
        InvocationResult result = invoke.apply(function.logicalId(), event);
        if (!result.isError()) {
          return;
        }
        if (tries == pauses.size()) {
          giveUp.accept(
              new DeadLetter(
                  Instant.now(),
                  function.logicalId(),
                  "RetryAttemptsExhausted",
                  function.deadLetterQueue(),
                  List.of(),
                  result.errorMessage(),
                  new String(event, StandardCharsets.UTF_8)));
          return;
        }
        Thread.sleep(pauses.get(tries));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stack ends
    }
  }

  private static byte[] event(String topic, String message) {
    ObjectNode event = Json.object();
    ObjectNode record = event.putArray("Records").addObject();
    record.put("EventSource", "aws:sns");
    record.put("EventVersion", "1.0");
    record.put("EventSubscriptionArn", topic + ":" + UUID.randomUUID());
    ObjectNode sns = record.putObject("Sns");
    sns.put("Type", "Notification");
    sns.put("MessageId", UUID.randomUUID().toString());
    sns.put("TopicArn", topic);
    sns.put("Subject", "Amazon SES Email Event Notification");
    sns.put("Message", message);
    sns.put("Timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    sns.put("SignatureVersion", "1");
    sns.put("Signature", "EXAMPLE");
    sns.put("SigningCertUrl", "EXAMPLE");
    sns.put("UnsubscribeUrl", "EXAMPLE");
    sns.putObject("MessageAttributes");
    return Json.bytes(event);
  }

  @Override
  public void close() {
    deliveries.shutdownNow();
  }
}
