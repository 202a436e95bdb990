package accounts.local.dynamodb;

import java.time.Duration;
import java.util.Optional;

/**
 * What is to go wrong with a call to DynamoDB or Secrets Manager, for tests.
 *
 * @param delay how long to wait first
 * @param isRefused whether the connection is closed without an answer
 * @param error the error to answer instead of making the call
 * @param isDone whether the call is made all the same, and only its answer lost
 */
public record Fault(Duration delay, boolean isRefused, Optional<Failure> error, boolean isDone) {

  /** An error answer: the name of an exception of the service, and its message. */
  public record Failure(int status, String type, String message) {}

  /** The service cannot be reached. */
  public static Fault refuse() {
    return new Fault(Duration.ZERO, true, Optional.empty(), false);
  }

  /** The call is made, but its answer never arrives. */
  public static Fault loseAnswer() {
    return new Fault(Duration.ZERO, true, Optional.empty(), true);
  }

  /** The service answers 400 with this exception, such as {@code ThrottlingException}. */
  public static Fault error(String type, String message) {
    return error(400, type, message);
  }

  /** The service answers with this status and exception. */
  public static Fault error(int status, String type, String message) {
    return new Fault(Duration.ZERO, false, Optional.of(new Failure(status, type, message)), false);
  }

  /** The answer is late. */
  public static Fault delay(Duration delay) {
    return new Fault(delay, false, Optional.empty(), true);
  }
}
