package accounts.operator;

import accounts.json.Json;
import accounts.member.MemberId;
import accounts.store.AwsConnections;
import accounts.store.AwsService;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls the function by Lambda's {@code Invoke}: one signed request, for which the SDK's own module
 * would be a megabyte more in every function's layer. It is sent once, so that nobody gets two
 * mails for one.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class LambdaVerificationSender implements VerificationSender {
  private static final String ALIAS = "live";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** More than that function may take, its start included. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(18);

  private final AwsService lambda;
  private final String function;

  LambdaVerificationSender(AwsService lambda, String function) {
    this.lambda = lambda;
    this.function = function;
  }

  /**
   * The function of that name, called with this function's own credentials.
   *
   * @param endpoint where Lambda answers; nothing: the Region's own address
   */
  public static LambdaVerificationSender of(
      String function, Optional<URI> endpoint, String region, AwsConnections connections) {
    return new LambdaVerificationSender(
        AwsService.of("lambda", region, endpoint, connections, CONNECT_TIMEOUT, ANSWER_TIMEOUT),
        function);
  }

  @Override
  public Outcome send(MemberId member, String principal, Optional<String> reason) {
    Deadline.require("Lambda", ANSWER_TIMEOUT);
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("member", member.value());
    input.put("principal", principal);
    reason.ifPresent(text -> input.put("reason", text));
    try {
      return call(Json.write(input));
    } catch (IOException e) {
      throw new StoreUnavailableException("Lambda", e);
    }
  }

  private Outcome call(String input) throws IOException {
    AwsService.Answer answer =
        lambda.post(
            "/2015-03-31/functions/" + function + "/invocations",
            Map.of("Qualifier", ALIAS),
            Map.of("Content-Type", "application/json"),
            input);
    int status = answer.status();
    boolean failed = answer.header("X-Amz-Function-Error").isPresent();
    if (status != 200 || failed) {
      throw new IOException("Lambda answered " + status + (failed ? ": the function failed" : ""));
    }
    String outcome =
        Json.readObject(answer.body()).map(LambdaVerificationSender::status).orElse("no object");
    try {
      return Outcome.valueOf(outcome);
    } catch (IllegalArgumentException e) {
      throw new IOException("The function answered nonsense", e);
    }
  }

  private static String status(ObjectNode answer) {
    return answer.path("status").asText();
  }
}
