package accounts.local.template;

import static accounts.local.template.PseudoParameters.ACCOUNT_ID;
import static accounts.local.template.PseudoParameters.REGION;
import static accounts.local.template.PseudoParameters.STACK_NAME;
import static accounts.local.template.PseudoParameters.arn;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What {@code Ref} and {@code Fn::GetAtt} give for a resource on the local stack. */
final class Resources {
  /** The alias of functions that do not name one. */
  private static final String DEFAULT_ALIAS = "live";

  /** What SAM adds to a function's logical id for that of its role. */
  static final String ROLE = "Role";

  /** Secrets Manager ends each ARN with six characters of its own. */
  private static final String SECRET_SUFFIX = "-Local1";

  private final Map<String, Object> declared;

  Resources(Map<String, Object> declared) {
    this.declared = declared;
  }

  /**
   * Whether there is such a resource, of the template or the role that SAM makes for a function.
   */
  boolean has(String logicalId) {
    return declared.containsKey(logicalId)
        || (logicalId.endsWith(ROLE)
            && type(logicalId.substring(0, logicalId.length() - ROLE.length()))
                .equals("AWS::Serverless::Function"));
  }

  String type(String logicalId) {
    return declared.get(logicalId) instanceof Map<?, ?> map ? String.valueOf(map.get("Type")) : "";
  }

  /** The physical name: the name property where the template gives one as plain text. */
  String name(String logicalId, UnaryOperator<Object> resolve) {
    String property =
        switch (type(logicalId)) {
          case "AWS::Serverless::Function" -> "FunctionName";
          case "AWS::DynamoDB::Table" -> "TableName";
          case "AWS::SQS::Queue" -> "QueueName";
          case "AWS::SNS::Topic" -> "TopicName";
          case "AWS::SES::ConfigurationSet" -> "Name";
          case "AWS::Logs::LogGroup" -> "LogGroupName";
          case "AWS::SecretsManager::Secret", "AWS::Events::EventBus" -> "Name";
          default -> "";
        };
    if (declared.get(logicalId) instanceof Map<?, ?> resource
        && resource.get("Properties") instanceof Map<?, ?> properties
        && properties.containsKey(property)) {
      return String.valueOf(resolve.apply(Objects.requireNonNull(properties.get(property))));
    }
    return type(logicalId).equals("AWS::Serverless::Function")
        ? logicalId
        : STACK_NAME + "-" + logicalId;
  }

  String ref(String logicalId, String name) {
    return switch (type(logicalId)) {
      case "AWS::Serverless::Api" -> PseudoParameters.API_ID;
      case "AWS::Serverless::LayerVersion" -> arn("lambda", "layer:" + logicalId + ":1");
      case "AWS::SQS::Queue" ->
          "https://sqs.%s.amazonaws.com/%s/%s".formatted(REGION, ACCOUNT_ID, name);
      case "AWS::SNS::Topic" -> arn("sns", name);
      case "AWS::SecretsManager::Secret" -> secretArn(name);
      default -> name;
    };
  }

  String attribute(String logicalId, String attribute, String name) {
    String type = type(logicalId);
    if (type.equals("AWS::Serverless::Function")) {
      String functionArn = arn("lambda", "function:" + name);
      return switch (attribute) {
        case "Arn" -> functionArn;
        case "Alias" -> functionArn + ":" + DEFAULT_ALIAS;
        case "Version" -> functionArn + ":1";
        default -> throw unknown(logicalId, attribute);
      };
    }
    if (type.equals("AWS::DynamoDB::Table")) {
      return switch (attribute) {
        case "Arn" -> arn("dynamodb", "table/" + name);
        case "StreamArn" -> arn("dynamodb", "table/" + name + "/stream/local");
        default -> throw unknown(logicalId, attribute);
      };
    }
    if (type.equals("AWS::Events::EventBus") && attribute.equals("Arn")) {
      return EventBusDefinition.arn(name);
    }
    if (type.equals("AWS::SecretsManager::Secret") && attribute.equals("Id")) {
      return secretArn(name);
    }
    if (attribute.endsWith("Arn")) {
      String[] parts = type.split("::", -1);
      String service = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "local";
      return arn(service, name);
    }
    return attribute.endsWith("Name") ? name : name + "." + attribute;
  }

  static String secretArn(String name) {
    return arn("secretsmanager", "secret:" + name + SECRET_SUFFIX);
  }

  /** The name in a secret's ARN. */
  static String secretName(String arn) {
    return arn.substring(arn.lastIndexOf(':') + 1, arn.length() - SECRET_SUFFIX.length());
  }

  private static TemplateException unknown(String logicalId, String attribute) {
    return new TemplateException(
        "The attribute %s of %s is not known to the local stack.".formatted(attribute, logicalId));
  }
}
