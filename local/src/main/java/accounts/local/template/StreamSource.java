package accounts.local.template;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A function's event source of type DynamoDB.
 *
 * @param filters patterns, of which one has to match; none: every record
 * @param maximumAge empty: no limit
 * @param maximumRetries empty: no limit
 * @param onFailure the ARN that records of given-up batches go to
 */
public record StreamSource(
    String tableId,
    boolean fromTheBeginning,
    int batchSize,
    int parallelization,
    List<String> filters,
    boolean reportsItemFailures,
    boolean bisects,
    Optional<Duration> maximumAge,
    Optional<Integer> maximumRetries,
    Optional<String> onFailure) {}
