package accounts.local.stream;

import java.time.Instant;
import java.util.List;

/**
 * A batch that was given up.
 *
 * @param function the logical id of the function that failed
 * @param reason {@code RetryAttemptsExhausted} or {@code RecordAgeExceeded}
 * @param destination the ARN that the template sends such batches to; empty: none
 * @param sequenceNumbers of the batch's records
 * @param error the last error
 */
public record DeadLetter(
    Instant at,
    String function,
    String reason,
    String destination,
    List<String> sequenceNumbers,
    String error) {}
