package accounts.local.template.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule catches its fault: a template without faults, and one line of it changed. */
class TemplateLintTest {
  private static final String GOOD =
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Transform: AWS::Serverless-2016-10-31
      Description: A template without faults.
      Parameters:
        Mode: {Type: String, Default: a, AllowedValues: [a, b], Description: What to make.}
        Zones: {Type: CommaDelimitedList, Default: 'x,y', AllowedPattern: '[a-z]*', Description: Zones.}
        Days: {Type: Number, Default: 7, MinValue: 1, MaxValue: 9, Description: How long.}
        Secret: {Type: String, NoEcho: true, AllowedPattern: '.+', Description: Hidden.}
      Mappings:
        Sizes: {a: {memory: 300}, b: {memory: 500}}
      Conditions:
        IsA: !Equals [!Ref Mode, a]
        IsB: !Not [!Condition IsA]
        HasZones: !Not [!Equals [!Join ['', !Ref Zones], '']]
      Globals:
        Function:
          Runtime: java25
          AutoPublishAlias: live
      Resources:
        Topic:
          Type: AWS::SNS::Topic
          Condition: IsA
        Queue:
          Type: AWS::SQS::Queue
          Properties:
            MessageRetentionPeriod: 1209600
            SqsManagedSseEnabled: true
            Tags: !If [IsB, [{Key: a, Value: !Ref Days}], !Ref 'AWS::NoValue']
        Logs:
          Type: AWS::Logs::LogGroup
          DependsOn: Topic
          Properties:
            RetentionInDays: !FindInMap [Sizes, !Ref Mode, memory]
        Alarm:
          Type: AWS::CloudWatch::Alarm
          Properties:
            ComparisonOperator: GreaterThanThreshold
            EvaluationPeriods: 1
            Threshold: '0.5'
            Namespace: x
            MetricName: y
            Statistic: Sum
            Period: 60
            AlarmActions: !If [IsB, !Ref 'AWS::NoValue', [!Ref Topic]]
        Network:
          Type: AWS::ElastiCache::SubnetGroup
          Condition: HasZones
          Properties:
            Description: d
            SubnetIds: !Ref Zones
        Subnets:
          Type: AWS::ElastiCache::SubnetGroup
          Properties:
            Description: Two of a kind.
            SubnetIds: [!Ref Queue, !Ref Logs]
        Endpoint:
          Type: AWS::EC2::VPCEndpoint
          Properties:
            VpcId: !Ref Queue
            ServiceName: !Sub com.amazonaws.${AWS::Region}.dynamodb
            PolicyDocument:
              Version: '2012-10-17'
              Statement: [{Effect: Allow, Principal: '*', Action: dynamodb:GetItem, Resource: !GetAtt Table.Arn}]
        Wall:
          Type: AWS::WAFv2::WebACL
          Properties:
            Scope: REGIONAL
            DefaultAction: {Allow: {}}
            VisibilityConfig: {SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true, MetricName: m}
            Rules:
              - Name: rate
                Priority: 0
                Action: {Block: {}}
                VisibilityConfig: {SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true, MetricName: m}
                Statement: {RateBasedStatement: {AggregateKeyType: IP, Limit: 100}}
        Table:
          Type: AWS::DynamoDB::Table
          DeletionPolicy: Retain
          UpdateReplacePolicy: Retain
          Properties:
            KeySchema: [{AttributeName: pk, KeyType: HASH}]
            AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
            BillingMode: PAY_PER_REQUEST
        One:
          Type: AWS::Serverless::Function
          Metadata: {SkipBuild: true}
          Properties:
            CodeUri: a.jar
            Handler: a.B
            SnapStart: {ApplyOn: PublishedVersions}
            DeploymentPreference: {Type: AllAtOnce}
            Environment: {Variables: {TABLE: !Ref Table, URL: !Sub 'https://${Api}/${Days}'}}
            Policies:
              - Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [dynamodb:GetItem, dynamodb:PutItem]
                    Resource: !GetAtt Table.Arn
                  - Effect: Allow
                    Action: ses:SendEmail
                    # Because.
                    Resource: '*'
            Events:
              Get:
                Type: Api
                Properties: {RestApiId: !Ref Api, Path: /x, Method: GET}
        Api:
          Type: AWS::Serverless::Api
          Properties:
            StageName: Prod
            Auth:
              Authorizers:
                Mine: {FunctionPayloadType: REQUEST, FunctionArn: !Ref One.Alias, Identity: {ReauthorizeEvery: 0}}
        Rotation:
          Type: AWS::Lambda::Permission
          Properties:
            Action: lambda:InvokeFunction
            FunctionName: !Ref One
            Principal: secretsmanager.amazonaws.com
            SourceArn: !GetAtt OneRole.Arn
        Hidden:
          Type: AWS::SSM::Parameter
          Properties: {Type: String, Value: !Ref Secret}
      Outputs:
        TopicArn:
          Condition: IsA
          Description: The topic.
          Value: !Ref Topic
        AuthorizerArn:
          Description: The authorizer.
          Value: !Ref One.Alias
        Last: {Description: d, Value: !Sub '${Queue.Arn}-${AWS::Region}'}
      """;

  private static List<String> rules(String yaml) {
    return TemplateLint.check(yaml).stream().map(Finding::rule).distinct().toList();
  }

  @Test
  void goodTemplate_hasNoFault() {
    assertThat(TemplateLint.check(GOOD)).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          type-unknown          | Type: AWS::SQS::Queue                     | Type: AWS::SQS::Kew
          properties            | SqsManagedSseEnabled: true                | SqsManagedSse: true
          properties            | SqsManagedSseEnabled: true                | SqsManagedSseEnabled: maybe
          properties            | MessageRetentionPeriod: 1209600           | MessageRetentionPeriod: long
          properties            | ComparisonOperator: GreaterThanThreshold  | ComparisonOperator: Greater
          properties            | MetricName: y                             | Unit: None
          properties            | KeyType: HASH                             | KeyType: HASHED
          properties            | AttributeType: S                          | AttributeKind: S
          properties            | [!Ref Queue, !Ref Logs]                   | !Ref Days
          properties            | RateBasedStatement: {AggregateKeyType: IP | RateBasedStatement: {AggregateKeyType: IPv4
          properties            | RetentionInDays: !FindInMap [Sizes, !Ref Mode, memory] | RetentionInDays: 8
          properties            | !If [IsB, [{Key: a, Value: !Ref Days}], !Ref 'AWS::NoValue'] | !If [IsB, [{Name: a}], !Ref 'AWS::NoValue']
          properties            | Runtime: java25                           | Runtimes: java25
          properties            | Handler: a.B                              | Handlers: a.B
          properties            | ApplyOn: PublishedVersions                | ApplyOn: Published
          properties            | Path: /x, Method: GET                     | Method: GET
          properties            | `        Type: Api`                       | `        Type: Apis`
          properties            | DeploymentPreference: {Type: AllAtOnce}   | DeploymentPreference: {Kind: AllAtOnce}
          resource-key          | DependsOn: Topic                          | DependOn: Topic
          resource-key          | DeletionPolicy: Retain                    | DeletionPolicy: Keep
          data-policy           | `    UpdateReplacePolicy: Retain`         | ``
          log-retention         | RetentionInDays: !FindInMap [Sizes, !Ref Mode, memory] | LogGroupName: !Sub x-${Mode}
          section-unknown       | Mappings:                                 | Maps:
          ref-unknown           | TABLE: !Ref Table                         | TABLE: !Ref Tables
          ref-unknown           | ${Days}'                                  | ${Day}'
          ref-unknown           | FunctionArn: !Ref One.Alias               | FunctionArn: !Ref One.Aliases
          getatt-unknown        | !GetAtt Table.Arn                         | !GetAtt Table.Name
          getatt-unknown        | ${Queue.Arn}-                             | ${Queue.Url}-
          getatt-unknown        | !GetAtt OneRole.Arn                       | !GetAtt OneRoles.Arn
          depends-on            | DependsOn: Topic                          | DependsOn: Topics
          condition-unknown     | `    Condition: HasZones`                 | `    Condition: HasZone`
          condition-unused      | `    Condition: HasZones`                 | ``
          condition-unknown     | !Not [!Condition IsA]                     | !Not [!Condition IsC]
          condition-circle      | !Not [!Condition IsA]                     | !Not [!Condition IsB]
          condition-reference   | !Equals [!Ref Mode, a]                    | !Equals [!Ref Queue, a]
          condition-not-implied | AlarmActions: !If [IsB, !Ref 'AWS::NoValue', [!Ref Topic]] | AlarmActions: [!Ref Topic]
          condition-not-implied | AlarmActions: !If [IsB, !Ref 'AWS::NoValue', [!Ref Topic]] | AlarmActions: !If [IsB, [!Ref Topic], []]
          condition-not-implied | `    Condition: IsA~    Description`     | `    Condition: IsB~    Description`
          condition-not-implied | `    Condition: IsA~    Description`     | `    Description`
          if-arguments          | [!Ref Topic]]                             | [!Ref Topic], x]
          mapping-unknown       | !FindInMap [Sizes                         | !FindInMap [Size
          mapping-unused        | !FindInMap [Sizes, !Ref Mode, memory]     | 7
          sub-missing           | !Sub 'https                               | 'https
          sub-unused            | !Sub '${Queue.Arn}-${AWS::Region}'        | !Sub ['${Queue.Arn}', {X: y}]
          parameter-unused      | Value: !Ref Secret                        | Value: x
          parameter-description | , Description: How long.                  | ``
          parameter-constraint  | , AllowedValues: [a, b]                   | ``
          parameter-constraint  | , MaxValue: 9                             | ``
          parameter-constraint  | AllowedPattern: '.+'                      | AllowedPattern: '['
          parameter-default     | Default: a,                               | Default: c,
          parameter-default     | Default: 7,                               | Default: 70,
          parameter-default     | Default: 'x,y'                            | Default: 'x,Y'
          parameter-default     | NoEcho: true                              | NoEcho: true, Default: x
          parameter-key         | MinValue: 1,                              | Minimum: 1,
          parameter-type        | Type: Number                              | Type: Integer
          output-description    | Description: The topic.                   | ``
          output-value          | Value: !Ref Topic                         | Export: {Name: x}
          policy-action         | dynamodb:GetItem                          | dynamodb:*
          policy-action         | dynamodb:GetItem                          | dynamodb:GetItems
          policy-action         | dynamodb:GetItem                          | '*'
          policy-resource       | # Because.                                | ``
          policy-resource       | !GetAtt Table.Arn                         | !Sub '${Table.Arn}/*'
          policy-not            | Action: ses:SendEmail                     | NotAction: ses:SendEmail
          policy-key            | Effect: Allow                             | Effect: Grant
          policy-key            | Action: ses:SendEmail                     | Action: ses:SendEmail~              Conditions: {}
          policy-version        | - Version: '2012-10-17'                   | - Version: '2008-10-17'
          policy-principal      | Action: ses:SendEmail                     | Action: ses:SendEmail~              Principal: '*'
          secret-shown          | Value: !Ref Topic                         | Value: !Ref Secret
          secret-shown          | Value: !Ref Topic                         | Value: !Sub '${Topic}${Secret}'
          secret-shown          | Value: !Ref Topic                         | Value: '{{resolve:secretsmanager:x}}'
          secret-shown          | `    Description: d~`                    | `    Description: !Ref Secret~`
          fixed-partition       | !GetAtt Table.Arn                         | !Sub 'arn:aws:dynamodb:${AWS::Region}:x'
          fixed-partition       | 'https://${Api}                           | 'https://${Api}.execute-api.amazonaws.com
          fixed-account         | !GetAtt Table.Arn                         | !Sub 'arn:${AWS::Partition}:x:123456789012:x'
          fixed-region          | -${AWS::Region}                           | -eu-west-1
          sam-transform         | Transform: AWS::Serverless-2016-10-31     | ``
          snapstart             | `SnapStart: {`                            | `ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}~      SnapStart: {`
          snapstart             | AutoPublishAlias: live                    | Timeout: 9
          snapstart             | `SnapStart: {`                            | `EphemeralStorage: {Size: 1024}~      SnapStart: {`
          deployment            | AutoPublishAlias: live                    | Timeout: 9
          authorizer-alias      | FunctionArn: !Ref One.Alias               | FunctionArn: !GetAtt One.Arn
          authorizer-alias      | FunctionArn: !Ref One.Alias               | FunctionArn: !Sub '${One.Arn}'
          authorizer-alias      | `    Value: !Ref One.Alias`               | `    Value: !GetAtt One.Arn`
          logical-id            | Last:                                     | Last-one:
          """)
  void fault_isFound(String rule, String from, String to) {
    String before = from.replace("~", "\n");
    assertThat(GOOD).contains(before);

    assertThat(rules(GOOD.replace(before, to == null ? "" : to.replace("~", "\n")))).contains(rule);
  }

  @Test
  void requiredProperty_isMissed() {
    String yaml = GOOD.replace("      KeySchema: [{AttributeName: pk, KeyType: HASH}]\n", "");

    assertThat(yaml).isNotEqualTo(GOOD);
    assertThat(TemplateLint.check(yaml))
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains("KeySchema");
  }

  @Test
  void fault_isToldWithItsLine() {
    String yaml = GOOD.replace("SqsManagedSseEnabled: true", "SqsManagedSse: true");
    int line = yaml.lines().toList().indexOf("      SqsManagedSse: true") + 1;

    assertThat(TemplateLint.check(yaml))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.line()).isBetween(line - 2, line);
              assertThat(finding.toString()).contains("SqsManagedSse").endsWith("[properties]");
            });
  }

  @Test
  void limits() {
    List<String> parameters = new ArrayList<>();
    List<String> resources = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      parameters.add("  P" + i + ": {Type: String, Description: d, AllowedValues: [x]}\n");
      resources.add(
          "  R" + i + ": {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref P" + i + "}}\n");
    }
    String many = "Parameters:\n" + String.join("", parameters) + "Resources:\n";
    assertThat(TemplateLint.check(many + String.join("", resources)))
        .extracting(Finding::message)
        .containsExactly("201 Parameters, but 200 are allowed.");

    StringBuilder functions =
        new StringBuilder(
            "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {AutoPublishAlias: live}}\nResources:\n");
    for (int i = 0; i < 126; i++) {
      functions.append(
          "  F"
              + i
              + ": {Type: 'AWS::Serverless::Function', Properties: {CodeUri: a, Handler: h}}\n");
    }
    assertThat(TemplateLint.check(functions.toString()))
        .extracting(Finding::message)
        .containsExactly("About 504 resources, but 500 are allowed.");

    assertThat(
            rules(
                "Description: " + "x".repeat(1025) + "\n" + many.replace("Parameters:\n", "X:\n")))
        .contains("limit");
    assertThat(rules(GOOD + "# " + "x".repeat(1_000_000) + "\n")).containsExactly("limit");
  }
}
