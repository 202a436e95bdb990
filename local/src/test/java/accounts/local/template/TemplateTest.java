package accounts.local.template;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final String HEAD =
      """
      Parameters:
        Size: {Type: Number, Default: 5, MinValue: 1, MaxValue: 9}
        Mode: {Type: String, Default: a, AllowedValues: [a, b]}
        Origins: {Type: CommaDelimitedList, Default: 'x, y'}
      Conditions:
        IsB: !Equals [!Ref Mode, b]
        IsSmall: !And [!Not [!Condition IsB], !Or [!Equals [!Ref Size, '5'], !Condition IsB]]
      Mappings:
        Sizes: {a: {memory: 300}}
      Globals:
        Function:
          Runtime: java25
          Timeout: 10
          CodeUri: code
          Environment: {Variables: {SHARED: g, OWN: g}}
          Layers: [!Ref First]
      Resources:
        First: {Type: 'AWS::Serverless::LayerVersion', Properties: {ContentUri: first}}
        Second: {Type: 'AWS::Serverless::LayerVersion', Properties: {ContentUri: second}}
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
            KeySchema: [{AttributeName: pk, KeyType: HASH}]
            StreamSpecification: {StreamViewType: NEW_IMAGE}
        Bus: {Type: 'AWS::Events::EventBus', Properties: {Name: !Sub '${AWS::StackName}-x'}}
        Other: {Type: 'AWS::Serverless::Function', Properties: {Handler: h, FunctionName: !Sub 'f-${Size}'}}
      """;

  private static StackDefinition read(String functionProperties, Map<String, String> parameters) {
    String function =
        "  OneFunction:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: h\n"
            + functionProperties.indent(6);
    return Template.parse(HEAD + function, Path.of("/project")).resolve(parameters);
  }

  @Test
  void policyOfItsOwn_isAddedToTheFunctionsWhoseRoleItNames() {
    String policy =
        """
          Extra:
            Type: AWS::IAM::Policy
            Condition: IsB
            Properties:
              PolicyName: extra
              Roles: [!Ref OneFunctionRole]
              PolicyDocument:
                Version: '2012-10-17'
                Statement: [{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Table.Arn}]
          OtherFunction: {Type: 'AWS::Serverless::Function', Properties: {Handler: h}}
        """;
    String one = "  OneFunction: {Type: 'AWS::Serverless::Function', Properties: {Handler: h}}\n";
    Template template = Template.parse(HEAD + one + policy, Path.of("/project"));

    StackDefinition with = template.resolve(Map.of("Mode", "b"));
    assertThat(with.function("One").statements())
        .singleElement()
        .satisfies(s -> assertThat(s.actions()).containsExactly("dynamodb:GetItem"));
    assertThat(with.function("Other").statements()).isEmpty();
    assertThat(template.resolve(Map.of()).function("One").statements()).isEmpty();
  }

  private static String variable(String value) {
    return read("Environment: {Variables: {X: " + value + "}}", Map.of())
        .function("One")
        .environment()
        .getOrDefault("X", "absent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          !Ref Size                                    | 5
          !Ref Table                                   | accounts-Table
          !GetAtt Table.Arn                            | arn:aws:dynamodb:us-east-1:123456789012:table/accounts-Table
          !Ref Bus                                     | accounts-x
          !GetAtt Bus.Arn                              | arn:aws:events:us-east-1:123456789012:event-bus/accounts-x
          !Ref Other                                   | f-5
          !GetAtt Other.Arn                            | arn:aws:lambda:us-east-1:123456789012:function:f-5
          !Sub 'a-${Size}-${AWS::Region}-${!Size}'     | a-5-us-east-1-${Size}
          !Sub ['${Own}', {Own: !Ref Mode}]            | a
          !Sub '${Table.Arn}/x'                        | arn:aws:dynamodb:us-east-1:123456789012:table/accounts-Table/x
          !If [IsB, yes, no]                           | no
          !If [IsSmall, yes, no]                       | yes
          !If [IsB, yes, !Ref 'AWS::NoValue']          | absent
          !Join ['-', [a, !Ref Size]]                  | a-5
          !Join ['+', !Ref Origins]                    | x+y
          !Select [1, !Split [':', 'a:b']]             | b
          !FindInMap [Sizes, !Ref Mode, memory]        | 300
          {'Fn::Join': ['', [a, b]]}                   | ab
          """)
  void intrinsicFunctions(String expression, String expected) {
    assertThat(variable(expression)).isEqualTo(expected);
  }

  @Test
  void eventBusesAreReadWithTheirNames() {
    assertThat(read("", Map.of()).eventBuses())
        .containsExactly(Map.entry("Bus", new EventBusDefinition("Bus", "accounts-x")));
  }

  @Test
  void globalsAreMergedAsSamDoes() {
    FunctionDefinition function =
        read("Timeout: 3\nLayers: [!Ref Second]\nEnvironment: {Variables: {OWN: f}}", Map.of())
            .function("one");

    assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(function.environment()).containsEntry("SHARED", "g").containsEntry("OWN", "f");
    assertThat(function.layers())
        .containsExactly(Path.of("/project/first"), Path.of("/project/second"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Size=10     | The value 10 of the parameter Size is greater than 9.
          Size=x      | The value x of the parameter Size is not a number.
          Mode=c      | The value c of the parameter Mode is none of a, b.
          Colour=red  | The template has no parameter Colour; it has Mode, Origins, Size.
          """)
  void aWrongParameterIsOneSentence(String assignment, String message) {
    String[] parts = assignment.split("=", 2);

    assertThatThrownBy(() -> read("", Map.of(parts[0], parts[1])))
        .isInstanceOf(TemplateException.class)
        .hasMessage(message);
  }

  @Test
  void aMissingParameterIsNamed() {
    Template template = Template.parse("Parameters: {Key: {Type: String}}", Path.of("/"));

    assertThatThrownBy(() -> template.resolve(Map.of()))
        .hasMessage("The parameter Key has no value and no default: give --parameter Key=VALUE.");
  }

  @Test
  void aSecretIsNotShown() {
    Template template =
        Template.parse(
            "Parameters: {Key: {Type: String, NoEcho: true, AllowedPattern: 'a+'}}", Path.of("/"));

    assertThatThrownBy(() -> template.resolve(Map.of("Key", "hidden")))
        .hasMessage("The value of the parameter Key does not match a+.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Timeout: !Cidr [a, b, c]              | Fn::Cidr
          FileSystemConfigs: [x]                | FileSystemConfigs
          Policies: [AmazonDynamoDBFullAccess]  | AmazonDynamoDBFullAccess
          Events: {E: {Type: Sns}}              | Sns
          Timeout: !Ref Nowhere                 | Nowhere
          Layers: [arn:other]                   | arn:other
          """)
  void whatIsNotUnderstoodIsNamed(String property, String named) {
    assertThatThrownBy(() -> read(property, Map.of())).hasMessageContaining(named);
  }

  @Test
  void aFunctionThatIsReadNowhereDoesNotMatter() {
    String unused = "  Unused: {Type: 'AWS::IAM::Role', Properties: {X: !ImportValue y}}\n";

    assertThat(Template.parse(HEAD + unused, Path.of("/")).resolve(Map.of()).tables())
        .containsOnlyKeys("Table");
  }

  @Test
  void aStreamEventSourceIsRead() {
    StreamSource source =
        read(
                """
                Events:
                  E:
                    Type: DynamoDB
                    Properties:
                      Stream: !GetAtt Table.StreamArn
                      StartingPosition: TRIM_HORIZON
                      MaximumRetryAttempts: 3
                """,
                Map.of())
            .function("OneFunction")
            .streams()
            .getFirst();

    assertThat(source.tableId()).isEqualTo("Table");
    assertThat(source.fromTheBeginning()).isTrue();
    assertThat(source.batchSize()).isEqualTo(100);
    assertThat(source.maximumRetries()).hasValue(3);
  }

  @Test
  void aTopicASubscriberAndADeadLetterQueueAreRead() {
    FunctionDefinition function =
        read(
                """
                DeadLetterQueue: {Type: SQS, TargetArn: arn:queue}
                Events:
                  E: {Type: SNS, Properties: {Topic: arn:topic}}
                """,
                Map.of())
            .function("OneFunction");

    assertThat(function.topics()).containsExactly("arn:topic");
    assertThat(function.deadLetterQueue()).isEqualTo("arn:queue");
    assertThatThrownBy(
            () ->
                read(
                    "Events: {E: {Type: SNS, Properties: {Topic: t, FilterPolicy: {a: [b]}}}}",
                    Map.of()))
        .hasMessageContaining("FilterPolicy");
  }

  @Test
  void theProjectsOwnMailIsRead() {
    StackDefinition stack = own(Map.of());

    assertThat(stack.mail().configurationSets()).containsExactly("accounts-MailConfigurationSet");
    MailEventDestination destination = stack.mail().eventDestinations().getFirst();
    assertThat(destination.configurationSet()).isEqualTo("accounts-MailConfigurationSet");
    assertThat(destination.types()).containsExactlyInAnyOrder("bounce", "complaint", "reject");
    assertThat(stack.function("mail-feedback").topics()).containsExactly(destination.topic());
    assertThat(stack.function("mailer").environment())
        .containsEntry("MAIL_CONFIGURATION_SET", "accounts-MailConfigurationSet");
  }

  private static StackDefinition own(Map<String, String> further) {
    Map<String, String> parameters =
        new HashMap<>(
            Map.of(
                "RedisUrl", "redis://localhost:6379",
                "MailFrom", "no-reply@example.com"));
    parameters.putAll(further);
    return Template.read(Path.of("../template.yaml")).resolve(parameters);
  }

  @ParameterizedTest
  @CsvSource({"'',true", "example.com,true", "no-reply@mail.example.com,true", "example,false"})
  void theProjectsMailIdentity_isADomainOrAnAddress(String identity, boolean accepted) {
    if (accepted) {
      assertThat(own(Map.of("MailIdentity", identity)).functions()).isNotEmpty();
    } else {
      assertThatThrownBy(() -> own(Map.of("MailIdentity", identity)))
          .hasMessageContaining("MailIdentity");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',true",
    "https://app.example.com,true",
    "http://127.0.0.1:5173/accounts,true",
    "https://app.example.com/,false",
    "app.example.com,false",
    "https://app.example.com/#/accounts,false"
  })
  void theProjectsApplicationUrl_hasNoSlashAtTheEnd(String url, boolean accepted) {
    if (accepted) {
      assertThat(own(Map.of("ApplicationUrl", url)).function("mailer").environment())
          .containsEntry("APPLICATION_URL", url);
    } else {
      assertThatThrownBy(() -> own(Map.of("ApplicationUrl", url)))
          .hasMessageContaining("ApplicationUrl");
    }
  }

  @Test
  void theProjectsOwnTemplateIsUnderstood() {
    StackDefinition stack = own(Map.of());

    assertThat(stack.routes()).isNotEmpty();
    assertThat(stack.function("resend-code").logicalId()).isEqualTo("ResendCodeFunction");
    SecretDefinition keys = requireNonNull(stack.secrets().get("SigningKeysSecret"));
    assertThat(keys.rotationFunction()).hasValue("KeyRotationFunction");
    assertThat(keys.generation().characters()).matches("[A-Za-z0-9]{62}");
  }

  @Test
  void theProjectsKeysAreNotRotatedWhenTheOwnerSaysSo() {
    StackDefinition stack =
        Template.read(Path.of("../template.yaml"))
            .resolve(
                Map.of(
                    "KeyRotationDays", "0",
                    "RedisUrl", "redis://localhost:6379",
                    "MailFrom", "no-reply@example.com"));

    assertThat(stack.secrets().values())
        .extracting(SecretDefinition::rotationFunction)
        .containsOnly(Optional.empty());
  }

  private static final String PERMISSION =
      """
        Permission:
          Type: AWS::Lambda::Permission
          Properties:
            FunctionName: !GetAtt OneFunction.Arn
            Principal: secretsmanager.amazonaws.com
      """;

  private static final String SECRET =
      """
        OneFunction:
          Type: AWS::Serverless::Function
          Properties: {Handler: h, Environment: {Variables: {X: !Ref Secret}}}
        Schedule:
          Type: AWS::SecretsManager::RotationSchedule
          Properties: {SecretId: !Ref Secret, RotationLambdaARN: !GetAtt OneFunction.Arn}
        Secret:
          Type: AWS::SecretsManager::Secret
          Properties: {%s}
      """;

  private static StackDefinition withSecret(String properties, String more) {
    return Template.parse(HEAD + SECRET.formatted(properties) + more, Path.of("/project"))
        .resolve(Map.of());
  }

  @Test
  void aSecretAndItsRotationAreRead() {
    StackDefinition stack =
        withSecret(
            "GenerateSecretString: {ExcludeCharacters: abc, ExcludePunctuation: true}", PERMISSION);

    SecretDefinition secret = requireNonNull(stack.secrets().get("Secret"));
    assertThat(secret.name()).isEqualTo("accounts-Secret");
    assertThat(secret.arn())
        .isEqualTo("arn:aws:secretsmanager:us-east-1:123456789012:secret:accounts-Secret-Local1");
    assertThat(stack.function("One").environment()).containsEntry("X", secret.arn());
    assertThat(secret.rotationFunction()).hasValue("OneFunction");
    assertThat(secret.value()).isEmpty();
    assertThat(secret.generation().length()).isEqualTo(32);
    assertThat(secret.generation().characters()).startsWith("defg").hasSize(59);
  }

  @Test
  void aRotationThatSecretsManagerMayNotMakeIsRefused() {
    assertThatThrownBy(() -> withSecret("SecretString: x", ""))
        .hasMessageContaining("Secrets Manager may not call OneFunction");
    assertThatThrownBy(
            () -> withSecret("SecretString: x", PERMISSION.replace("secretsmanager", "sns")))
        .hasMessageContaining("Secrets Manager may not call OneFunction");
  }
}
