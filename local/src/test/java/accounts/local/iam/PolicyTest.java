package accounts.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final String TABLE = "arn:aws:dynamodb:us-east-1:1:table/accounts";

  private static Policy policy(List<Map<String, Object>> statements) {
    return new Policy(statements.stream().map(s -> Statement.of(s, "test")).toList());
  }

  private static Map<String, Object> statement(String effect, Object action, Object resource) {
    return Map.of("Effect", effect, "Action", action, "Resource", resource);
  }

  @Test
  void nothingIsAllowedByDefault() {
    assertThat(new Policy(List.of()).allows("dynamodb:GetItem", TABLE)).isFalse();
  }

  @Test
  void wildcardsStandForAnyText() {
    Policy policy =
        policy(List.of(statement("Allow", "dynamodb:Get*", "arn:aws:dynamodb:*:*:table/acc?unts")));

    assertThat(policy.allows("dynamodb:GetItem", TABLE)).isTrue();
    assertThat(policy.allows("dynamodb:PutItem", TABLE)).isFalse();
    assertThat(policy.allows("dynamodb:GetItem", TABLE + "/index/x")).isFalse();
  }

  @Test
  void aDenyWins() {
    Policy policy =
        policy(
            List.of(
                statement("Allow", "*", "*"),
                statement("Deny", List.of("dynamodb:PutItem"), TABLE)));

    assertThat(policy.allows("dynamodb:PutItem", TABLE)).isFalse();
    assertThat(policy.allows("dynamodb:GetItem", TABLE)).isTrue();
  }

  @Test
  void aConditionHasToHold() {
    Policy policy =
        policy(
            List.of(
                Map.of(
                    "Effect",
                    "Allow",
                    "Action",
                    "ses:SendEmail",
                    "Resource",
                    "*",
                    "Condition",
                    Map.of("StringEquals", Map.of("ses:FromAddress", "a@b.c")))));

    assertThat(policy.allows("ses:SendEmail", "x", Map.of("ses:FromAddress", "a@b.c"))).isTrue();
    assertThat(policy.allows("ses:SendEmail", "x", Map.of("ses:FromAddress", "d@b.c"))).isFalse();
    assertThat(policy.allows("ses:SendEmail", "x")).isFalse();
  }

  @Test
  void whatIsNotCheckedIsRefused() {
    assertThatThrownBy(() -> Statement.of(Map.of("Effect", "Allow", "NotAction", "x"), "F"))
        .hasMessage("F: the local stack does not check NotAction in a policy statement.");
  }
}
