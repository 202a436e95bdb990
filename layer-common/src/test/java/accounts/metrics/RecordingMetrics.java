package accounts.metrics;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it counted. */
public final class RecordingMetrics implements Metrics {
  private final List<String> counted = new ArrayList<>();

  /** The metrics' names, a login's with its outcome: {@code Logins SUCCESS}. */
  public List<String> counted() {
    return List.copyOf(counted);
  }

  @Override
  public synchronized void count(Metric metric) {
    counted.add(metric.metricName());
  }

  @Override
  public synchronized void countLogin(LoginOutcome outcome) {
    counted.add("Logins " + outcome);
  }
}
