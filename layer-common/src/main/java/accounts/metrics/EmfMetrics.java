package accounts.metrics;

import accounts.json.Json;
import accounts.snapstart.Priming;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes one line per count in CloudWatch's embedded metric format: CloudWatch takes the metric out
 * of the log, so that counting costs no call and needs no right.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Specification:
 *     Embedded metric format</a>
 */
public final class EmfMetrics implements Metrics {
  /** Of all metrics. */
  public static final String NAMESPACE = "ServerlessAccounts";

  private static final String STACK = "Stack";
  private static final String OUTCOME = "Outcome";

  private final Consumer<String> sink;
  private final String stack;
  private final Clock clock;

  /**
   * @param sink gets each line
   * @param stack the value of the dimension {@code Stack}, 1 to 1024 ASCII characters
   */
  public EmfMetrics(Consumer<String> sink, String stack, Clock clock) {
    this.sink = sink;
    this.stack = stack;
    this.clock = clock;
  }

  /** To standard output, which Lambda takes line by line into CloudWatch. */
  public static EmfMetrics toStandardOutput(String stack, Clock clock) {
    return new EmfMetrics(System.out::println, stack, clock);
  }

  @Override
  public void count(Metric metric) {
    write(metric.metricName(), Map.of());
  }

  @Override
  public void countLogin(LoginOutcome outcome) {
    write("Logins", Map.of(OUTCOME, outcome.name()));
  }

  private void write(String name, Map<String, String> furtherDimensions) {
    if (Priming.isRunning()) {
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(STACK, stack);
    line.putAll(furtherDimensions);
    Map<String, Object> directive = new LinkedHashMap<>();
    directive.put("Namespace", NAMESPACE);
    directive.put("Dimensions", List.of(List.copyOf(line.keySet())));
    directive.put("Metrics", List.of(Map.of("Name", name, "Unit", "Count")));
    line.put(name, 1);
    line.put(
        "_aws",
        Map.of(
            "Timestamp", clock.instant().toEpochMilli(), "CloudWatchMetrics", List.of(directive)));
    sink.accept(Json.write(line));
  }
}
