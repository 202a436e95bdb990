package accounts.metrics;

/**
 * Counts what happens. Takes nothing about a member, so that nothing can leak through it, and never
 * fails.
 */
public interface Metrics {
  /** Drops everything: for runs that are none, such as priming a function before its snapshot. */
  Metrics NONE =
      new Metrics() {
        @Override
        public void count(Metric metric) {}

        @Override
        public void countLogin(LoginOutcome outcome) {}
      };

  void count(Metric metric);

  void countLogin(LoginOutcome outcome);
}
