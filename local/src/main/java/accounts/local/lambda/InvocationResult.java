package accounts.local.lambda;

import accounts.local.net.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What became of a call.
 *
 * @param isError whether the payload is an error: {@code errorMessage} and {@code errorType}
 * @param duration from the event's handing over to the answer, as Lambda's REPORT line tells it;
 *     zero if the function did not get the event
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record InvocationResult(byte[] payload, boolean isError, Duration duration) {

  /** Of a function that did not get the event, or of which that is not known. */
  public InvocationResult(byte[] payload, boolean isError) {
    this(payload, isError, Duration.ZERO);
  }

  InvocationResult after(Duration time) {
    return new InvocationResult(payload, isError, time);
  }

  static InvocationResult error(String type, String message) {
    ObjectNode error = Json.object();
    error.put("errorMessage", message);
    error.put("errorType", type);
    return new InvocationResult(Json.bytes(error), true);
  }

  /** The error's message; empty for a success. */
  public String errorMessage() {
    return isError
        ? Json.parse(payload).map(json -> json.path("errorMessage").asText()).orElse("")
        : "";
  }

  /** The payload as text. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }
}
