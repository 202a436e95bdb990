package accounts.local.template;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Goes through the resources and reads those that the local stack runs. */
final class StackReader {
  /** Needs no emulation: nothing in a function's behaviour depends on it. */
  private static final Set<String> WITHOUT_EMULATION =
      Set.of(
          "AWS::Serverless::LayerVersion",
          "AWS::SQS::Queue",
          "AWS::SQS::QueuePolicy",
          "AWS::SNS::Topic",
          "AWS::SNS::TopicPolicy",
          "AWS::SNS::Subscription",
          "AWS::CloudWatch::Alarm",
          "AWS::CloudWatch::CompositeAlarm",
          "AWS::CloudWatch::Dashboard",
          "AWS::Logs::LogGroup",
          "AWS::Logs::MetricFilter",
          "AWS::Lambda::Url",
          "AWS::ApiGateway::Account",
          "AWS::ApiGateway::UsagePlan",
          "AWS::CodeDeploy::Application",
          "AWS::SES::EmailIdentity",
          "AWS::SES::ConfigurationSet",
          "AWS::SES::ConfigurationSetEventDestination",
          "AWS::SSM::Parameter");

  /** As {@link #WITHOUT_EMULATION}, for whole services. */
  private static final List<String> SERVICES_WITHOUT_EMULATION =
      List.of(
          "AWS::IAM::",
          "AWS::EC2::",
          "AWS::ElastiCache::",
          "AWS::KMS::",
          "AWS::WAFv2::",
          "AWS::Route53::",
          "AWS::CertificateManager::",
          "AWS::Budgets::",
          "AWS::CloudFormation::",
          "AWS::Backup::",
          "AWS::ApplicationInsights::",
          "AWS::ResourceGroups::",
          "AWS::Events::");

  private final Map<String, Object> template;
  private final Map<String, String> parameters;
  private final Resolver resolver;
  private final Path directory;
  private final Map<String, String> environment;

  /**
   * @param environment variables of every function, whatever the template gives it
   */
  StackReader(
      Map<String, Object> template,
      Map<String, String> parameters,
      Path directory,
      Map<String, String> environment) {
    this.environment = environment;
    this.template = template;
    this.parameters = parameters;
    this.resolver = new Resolver(template, parameters);
    this.directory = directory;
  }

  StackDefinition read() {
    Map<String, Properties> apis = new LinkedHashMap<>();
    Map<String, Properties> functions = new LinkedHashMap<>();
    Map<String, Properties> tables = new LinkedHashMap<>();
    Map<String, Properties> layers = new LinkedHashMap<>();
    Map<String, Properties> secrets = new LinkedHashMap<>();
    Map<String, Properties> rotations = new LinkedHashMap<>();
    List<Properties> permissions = new ArrayList<>();
    List<Properties> policies = new ArrayList<>();
    List<String> configurationSets = new ArrayList<>();
    List<MailEventDestination> mailEvents = new ArrayList<>();
    Map<String, EventBusDefinition> eventBuses = new LinkedHashMap<>();
    for (Map.Entry<String, Object> resource : Resolver.section(template, "Resources").entrySet()) {
      String id = resource.getKey();
      if (!(resource.getValue() instanceof Map<?, ?> body)) {
        throw new TemplateException("The resource " + id + " is not a mapping.");
      }
      if (body.get("Condition") instanceof String condition && !resolver.condition(condition)) {
        continue;
      }
      String type = String.valueOf(body.get("Type"));
      switch (type) {
        case "AWS::Serverless::Api" -> apis.put(id, properties(id, body, "Api"));
        case "AWS::Serverless::Function" -> functions.put(id, properties(id, body, "Function"));
        case "AWS::DynamoDB::Table" -> tables.put(id, properties(id, body, "Table"));
        case "AWS::SecretsManager::Secret" -> secrets.put(id, properties(id, body, "Secret"));
        case "AWS::SecretsManager::RotationSchedule" ->
            rotations.put(id, properties(id, body, "RotationSchedule"));
        case "AWS::Lambda::Permission" -> permissions.add(properties(id, body, "Permission"));
        case "AWS::Events::EventBus" ->
            eventBuses.put(id, new EventBusDefinition(id, resolver.text(Map.of("Ref", id))));
        case "AWS::IAM::Policy" -> policies.add(properties(id, body, "Policy"));
        default -> {
          if (type.equals("AWS::Serverless::LayerVersion")) {
            layers.put(id, properties(id, body, "LayerVersion"));
          }
          if (type.equals("AWS::SES::ConfigurationSet")) {
            configurationSets.add(resolver.text(Map.of("Ref", id)));
          }
          if (type.equals("AWS::SES::ConfigurationSetEventDestination")) {
            mailEvents.add(mailEventDestination(new Properties(resolver, own(body), id)));
          }
          requireNoEmulation(id, type);
        }
      }
    }
    Map<String, FunctionDefinition> functionDefinitions =
        functions(functions, layers, tables.keySet(), policies);
    Map<String, SecretDefinition> secretDefinitions =
        new SecretReader(resolver, rotations, permissions, functionDefinitions.values())
            .read(secrets);
    return assemble(
        apis,
        functions,
        tables,
        functionDefinitions,
        secretDefinitions,
        new MailDefinition(configurationSets, mailEvents),
        eventBuses);
  }

  private static MailEventDestination mailEventDestination(Properties properties) {
    Properties destination = properties.map("EventDestination");
    destination.allowOnly(Set.of("Name", "Enabled", "MatchingEventTypes", "SnsDestination"));
    return new MailEventDestination(
        properties.requiredText("ConfigurationSetName"),
        destination.flag("Enabled", false)
            ? Set.copyOf(destination.textList("MatchingEventTypes"))
            : Set.of(),
        destination.map("SnsDestination").requiredText("TopicARN"));
  }

  private Map<String, FunctionDefinition> functions(
      Map<String, Properties> functions,
      Map<String, Properties> layers,
      Set<String> tables,
      List<Properties> policies) {
    FunctionReader reader =
        new FunctionReader(resolver, directory, layers, tables, policies, environment);
    Map<String, FunctionDefinition> definitions = new LinkedHashMap<>();
    functions.forEach((id, properties) -> definitions.put(id, reader.read(id, properties)));
    return definitions;
  }

  private StackDefinition assemble(
      Map<String, Properties> apis,
      Map<String, Properties> functions,
      Map<String, Properties> tables,
      Map<String, FunctionDefinition> functionDefinitions,
      Map<String, SecretDefinition> secretDefinitions,
      MailDefinition mail,
      Map<String, EventBusDefinition> eventBuses) {
    if (apis.size() > 1) {
      throw new TemplateException(
          "The template has several APIs (%s); the local stack runs one."
              .formatted(String.join(", ", apis.keySet())));
    }
    Map<String, TableDefinition> tableDefinitions = new LinkedHashMap<>();
    tables.forEach(
        (id, properties) -> tableDefinitions.put(id, TableReader.read(id, properties, resolver)));
    ApiDefinition api = ApiDefinition.NONE;
    List<RouteDefinition> routes = new ArrayList<>();
    List<String> notRun = new ArrayList<>();
    ApiReader apiReader = new ApiReader(functionDefinitions.values());
    for (Properties properties : apis.values()) {
      api = apiReader.read(properties);
    }
    for (Map.Entry<String, Properties> function : functions.entrySet()) {
      for (Map.Entry<String, Properties> event :
          function.getValue().map("Events").maps().entrySet()) {
        String type = event.getValue().requiredText("Type");
        switch (type) {
          case "Api" -> {
            Properties properties = event.getValue().map("Properties");
            if (apis.isEmpty()) {
              throw new TemplateException(
                  properties.where() + ": the template has no AWS::Serverless::Api.");
            }
            routes.add(
                apiReader.route(function.getKey(), properties, apis.values().iterator().next()));
          }
          case "DynamoDB", "SNS" -> {} // read with the function
          case "Schedule", "ScheduleV2" ->
              notRun.add(
                  "the schedule %s of %s (local/run invoke %s runs it once)"
                      .formatted(event.getKey(), function.getKey(), function.getKey()));
          default ->
              throw new TemplateException(
                  "%s: the local stack does not emulate events of type %s."
                      .formatted(event.getValue().where(), type));
        }
      }
    }
    return new StackDefinition(
        api,
        List.copyOf(routes),
        functionDefinitions,
        tableDefinitions,
        secretDefinitions,
        mail,
        eventBuses,
        parameters,
        notRun);
  }

  private Properties properties(String id, Map<?, ?> body, String globalsSection) {
    Map<?, ?> globals =
        Resolver.section(template, "Globals").get(globalsSection) instanceof Map<?, ?> map
            ? map
            : Map.of();
    return new Properties(resolver, Globals.merge(globals, own(body)), id);
  }

  private static Map<?, ?> own(Map<?, ?> body) {
    return body.get("Properties") instanceof Map<?, ?> map ? map : Map.of();
  }

  private static void requireNoEmulation(String id, String type) {
    if (!WITHOUT_EMULATION.contains(type)
        && SERVICES_WITHOUT_EMULATION.stream().noneMatch(type::startsWith)) {
      throw new TemplateException(
          "%s: the local stack does not know the resource type %s.".formatted(id, type));
    }
  }
}
