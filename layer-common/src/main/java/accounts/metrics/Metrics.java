package accounts.metrics;

/**
 * Counts what happens. Takes nothing about a member, so that nothing can leak through it, and never
 * fails.
 */
public interface Metrics {
  void count(Metric metric);

  void countLogin(LoginOutcome outcome);
}
