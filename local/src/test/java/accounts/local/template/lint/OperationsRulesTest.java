package accounts.local.template.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule catches its fault: a template without faults, and one line of it changed. */
class OperationsRulesTest {
  private static final String GOOD =
      """
      Transform: AWS::Serverless-2016-10-31
      Parameters:
        Secret: {Type: String, NoEcho: true, Default: '', AllowedPattern: '.*', Description: d}
      Resources:
        One:
          Type: AWS::Serverless::Function
          Properties:
            LoggingConfig: {LogFormat: JSON, LogGroup: !Ref OneLogs}
            Environment: {Variables: {A: b, C: !Sub '${AWS::Region}'}}
        Two:
          Type: AWS::Serverless::Function
          Properties: {Handler: h, Events: {Any: {Type: Api, Properties: {Path: /a/b}}}}
        Api:
          Type: AWS::Serverless::Api
          Properties: {MethodSettings: [{ResourcePath: /*}, {ResourcePath: /~1a~1b}]}
        OneLogs: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 30}}
        TwoLogs:
          Type: AWS::Logs::LogGroup
          Properties: {RetentionInDays: 30, LogGroupName: !Sub '/aws/lambda/${Two}'}
        OneErrors:
          Type: AWS::CloudWatch::Alarm
          Properties:
            AlarmDescription: d
            AlarmActions: [x]
            TreatMissingData: notBreaching
            MetricName: Errors
            Dimensions: [{Name: FunctionName, Value: !Ref One}]
        OneThrottles:
          Type: AWS::CloudWatch::Alarm
          Properties:
            AlarmDescription: d
            AlarmActions: [x]
            TreatMissingData: notBreaching
            MetricName: Throttles
            Dimensions: [{Name: FunctionName, Value: !Ref One}]
        Both:
          Type: AWS::CloudWatch::Alarm
          Properties:
            AlarmDescription: d
            AlarmActions: [x]
            TreatMissingData: notBreaching
            Metrics:
              - {Id: e, MetricStat: {Metric: {MetricName: Errors, Dimensions: [{Name: FunctionName, Value: !Ref Two}]}}}
              - {Id: t, MetricStat: {Metric: {MetricName: Throttles, Dimensions: [{Name: FunctionName, Value: !Ref Two}]}}}
      """;

  @Test
  void goodTemplate_hasNoFault() {
    assertThat(OperationsRules.check(GOOD)).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          function-logs      | , LogGroup: !Ref OneLogs        | ``
          function-logs      | /aws/lambda/${Two}              | /aws/lambda/Two
          function-alarm     | MetricName: Errors\\n           | MetricName: Duration\\n
          function-alarm     | {MetricName: Throttles          | {MetricName: Duration
          function-alarm     | {Name: FunctionName, Value: !Ref One}]\\n  OneThrottles | {Name: FunctionName, Value: !Ref Two}]\\n  OneThrottles
          alarm              | `      AlarmActions: [x]\\n`    | ``
          alarm              | `      AlarmDescription: d\\n`  | ``
          environment-secret | A: b                            | A: !Ref Secret
          environment-secret | '${AWS::Region}'                | '${AWS::Region}${Secret}'
          environment-secret | A: b                            | A: '{{resolve:secretsmanager:x}}'
          method-setting     | /~1a~1b                         | /a/b
          method-setting     | /~1a~1b                         | /~1a~1c
          secret-required    | Default: '', Allowed            | Allowed
          """)
  void fault_isFound(String rule, String from, String to) {
    String before = from.replace("\\n", "\n");
    assertThat(GOOD).contains(before);

    assertThat(
            OperationsRules.check(GOOD.replace(before, to == null ? "" : to.replace("\\n", "\n"))))
        .extracting(Finding::rule)
        .contains(rule);
  }
}
