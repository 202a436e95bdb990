package accounts.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.snapstart.Priming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmfMetricsTest {
  private final List<String> lines = new ArrayList<>();
  private final Metrics metrics =
      new EmfMetrics(
          lines::add,
          "accounts-prod",
          Clock.fixed(Instant.parse("2026-11-23T10:00:00.123Z"), ZoneOffset.UTC));

  @ParameterizedTest
  @EnumSource
  void count_isOneLineOfTheFormat(Metric metric) {
    metrics.count(metric);

    assertThat(lines).hasSize(1);
    ObjectNode line = EmfSpecification.check(lines.getFirst());
    assertThat(line.path(metric.metricName()).asInt()).isEqualTo(1);
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText())
        .isEqualTo("ServerlessAccounts");
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
        .isEqualTo("[[\"Stack\"]]");
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Metrics/0/Unit").asText()).isEqualTo("Count");
    assertThat(line.path("Stack").asText()).isEqualTo("accounts-prod");
    assertThat(line.at("/_aws/Timestamp").asLong()).isEqualTo(1_795_428_000_123L);
    assertThat(line.size()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void countLogin_hasItsOutcomeAsSecondDimension(LoginOutcome outcome) {
    metrics.countLogin(outcome);

    ObjectNode line = EmfSpecification.check(lines.getFirst());
    assertThat(line.path("Logins").asInt()).isEqualTo(1);
    assertThat(line.path("Outcome").asText()).isEqualTo(outcome.name());
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
        .isEqualTo("[[\"Stack\",\"Outcome\"]]");
  }

  @Test
  void names_areThoseThatAlarmsGoBy() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::metricName))
        .containsExactlyInAnyOrder(
            "SignUps",
            "Verifications",
            "Refreshes",
            "RefreshReuseDetected",
            "PasswordChanges",
            "Deletions",
            "PasswordResets",
            "EmailChanges",
            "EmailChangesUndone",
            "Logouts",
            "MailsSent",
            "MailsFailed",
            "MailsRejected",
            "MailsSuppressed",
            "MailBounces",
            "MailComplaints",
            "EventsPublished",
            "EventsFailed");
  }

  @Test
  void count_whilePriming_writesNothing() {
    Priming.run(() -> metrics.count(Metric.SIGN_UPS));

    assertThat(lines).isEmpty();
  }
}
