package accounts.local.stream;

import java.time.Instant;
import java.util.List;

/**
 * A batch of a stream, or an event of an asynchronous call, that was given up.
 *
 * @param function the logical id of the function that failed
 * @param reason {@code RetryAttemptsExhausted} or {@code RecordAgeExceeded}
 * @param destination the ARN that the template sends such batches to; empty: none
 * @param sequenceNumbers of the batch's records; empty for an event
 * @param error the last error
 * @param event the event; empty for a batch, whose dead letter does not hold the records
 */
public record DeadLetter(
    Instant at,
    String function,
    String reason,
    String destination,
    List<String> sequenceNumbers,
    String error,
    String event) {}
