package accounts.local.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to go wrong with a call to DynamoDB or Secrets Manager, for tests.
 *
 * @param delay how long to wait first
 * @param isRefused whether the connection is closed without an answer
 * @param error the error to answer instead of making the call
 * @param isDone whether the call is made all the same, and only its answer lost
 * @param isHalf whether the connection is closed in the middle of the answer; DynamoDB only
 */
public record Fault(
    Duration delay, boolean isRefused, Optional<Failure> error, boolean isDone, boolean isHalf) {

  /** How DynamoDB begins to say that it canceled a transaction; the reasons follow in brackets. */
  private static final String CANCELED =
      "Transaction cancelled, please refer cancellation reasons for specific reasons ";

  /** An error answer: the name of an exception of the service, and its message. */
  public record Failure(int status, String type, String message) {
    /** The reasons of a canceled transaction, item by item; none for anything else. */
    List<String> cancellationReasons() {
      return message.startsWith(CANCELED)
          ? List.of(message.substring(CANCELED.length() + 1, message.length() - 1).split(", "))
          : List.of();
    }
  }

  /** The service cannot be reached. */
  public static Fault refuse() {
    return new Fault(Duration.ZERO, true, Optional.empty(), false, false);
  }

  /** The call is made, but its answer never arrives. */
  public static Fault loseAnswer() {
    return new Fault(Duration.ZERO, true, Optional.empty(), true, false);
  }

  /** The call is made, but its answer breaks off. */
  public static Fault halfAnswer() {
    return new Fault(Duration.ZERO, false, Optional.empty(), true, true);
  }

  /** A transaction is refused because another one is at its first item. */
  public static Fault transactionConflict() {
    return error("TransactionCanceledException", CANCELED + "[TransactionConflict]");
  }

  /** The service answers 400 with this exception, such as {@code ThrottlingException}. */
  public static Fault error(String type, String message) {
    return error(400, type, message);
  }

  /** The service answers with this status and exception. */
  public static Fault error(int status, String type, String message) {
    return new Fault(
        Duration.ZERO, false, Optional.of(new Failure(status, type, message)), false, false);
  }

  /** The answer is late. */
  public static Fault delay(Duration delay) {
    return new Fault(delay, false, Optional.empty(), true, false);
  }
}
