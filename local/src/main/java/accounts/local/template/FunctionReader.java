package accounts.local.template;

import accounts.local.iam.Statement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads {@code AWS::Serverless::Function} with its streams and topics. */
final class FunctionReader {
  private static final Set<String> EMULATED =
      Set.of(
          "CodeUri",
          "Handler",
          "Runtime",
          "Timeout",
          "MemorySize",
          "Environment",
          "Layers",
          "Policies",
          "Events",
          "DeadLetterQueue",
          "FunctionName",
          "SnapStart");

  /** Properties that change nothing in what a call of the function does. */
  private static final Set<String> WITHOUT_EMULATION =
      Set.of(
          "Description",
          "Architectures",
          "AutoPublishAlias",
          "AutoPublishAliasAllProperties",
          "AutoPublishCodeSha256",
          "DeploymentPreference",
          "LoggingConfig",
          "Tracing",
          "VpcConfig",
          "Tags",
          "PropagateTags",
          "ReservedConcurrentExecutions",
          "ProvisionedConcurrencyConfig",
          "PermissionsBoundary",
          "KmsKeyArn",
          "VersionDescription",
          "VersionDeletionPolicy",
          "RuntimeManagementConfig",
          "RecursiveLoop",
          "PackageType");

  /** Managed policies that allow nothing the local stack's endpoints check. */
  private static final Set<String> IRRELEVANT_MANAGED_POLICIES =
      Set.of(
          "AWSLambdaBasicExecutionRole",
          "AWSLambdaVPCAccessExecutionRole",
          "AWSXRayDaemonWriteAccess",
          "AWSXrayWriteOnlyAccess",
          "CloudWatchLambdaInsightsExecutionRolePolicy",
          "VPCAccessPolicy");

  private final Resolver resolver;
  private final Path directory;
  private final Map<String, Properties> layers;
  private final Set<String> tables;
  private final List<Properties> policies;
  private final Map<String, String> environment;

  /**
   * @param policies those of the template that are resources of their own
   * @param environment variables of every function, whatever the template gives it
   */
  FunctionReader(
      Resolver resolver,
      Path directory,
      Map<String, Properties> layers,
      Set<String> tables,
      List<Properties> policies,
      Map<String, String> environment) {
    this.environment = environment;
    this.resolver = resolver;
    this.directory = directory;
    this.layers = layers;
    this.tables = tables;
    this.policies = policies;
  }

  FunctionDefinition read(String id, Properties function) {
    for (String key : function.keys()) {
      if (!EMULATED.contains(key) && !WITHOUT_EMULATION.contains(key)) {
        throw new TemplateException(
            "%s: the local stack does not emulate the function property %s.".formatted(id, key));
      }
    }
    String runtime = function.requiredText("Runtime");
    if (!runtime.startsWith("java")) {
      throw new TemplateException(
          "%s: the local stack runs Java functions only, not %s.".formatted(id, runtime));
    }
    return new FunctionDefinition(
        id,
        resolver.text(Map.of("Ref", id)),
        directory.resolve(function.requiredText("CodeUri")).normalize(),
        function.requiredText("Handler"),
        Duration.ofSeconds(function.number("Timeout", 3)),
        function.number("MemorySize", 128),
        environment(function),
        layerDirectories(function),
        function.map("SnapStart").text("ApplyOn").orElse("None").equals("PublishedVersions"),
        statements(id, function),
        streams(function),
        topics(function),
        function.map("DeadLetterQueue").text("TargetArn").orElse(""));
  }

  private static List<String> topics(Properties function) {
    List<String> topics = new ArrayList<>();
    for (Properties event : function.map("Events").maps().values()) {
      if ("SNS".equals(event.text("Type").orElse(""))) {
        Properties source = event.map("Properties");
        source.allowOnly(Set.of("Topic"));
        topics.add(source.requiredText("Topic"));
      }
    }
    return topics;
  }

  private Map<String, String> environment(Properties function) {
    Map<String, String> variables = function.map("Environment").map("Variables").texts();
    variables.putAll(environment);
    return variables;
  }

  private List<Path> layerDirectories(Properties function) {
    List<Path> directories = new ArrayList<>();
    for (String arn : function.textList("Layers")) {
      Properties layer =
          layers.entrySet().stream()
              .filter(entry -> arn.contains(":layer:" + entry.getKey() + ":"))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseThrow(
                  () ->
                      new TemplateException(
                          "%s: the local stack has no layer %s.".formatted(function.where(), arn)));
      directories.add(directory.resolve(layer.requiredText("ContentUri")).normalize());
    }
    return directories;
  }

  private List<Statement> statements(String id, Properties function) {
    List<Statement> statements = new ArrayList<>();
    String role = resolver.text(Map.of("Ref", id + Resources.ROLE));
    for (Properties policy : policies) {
      if (policy.textList("Roles").contains(role)) {
        for (Object statement : policy.map("PolicyDocument").list("Statement")) {
          statements.add(Statement.of(statement, policy.where()));
        }
      }
    }
    for (Object policy : function.list("Policies")) {
      if (policy instanceof Map<?, ?> map && map.containsKey("Statement")) {
        Object statement = Objects.requireNonNull(map.get("Statement"));
        List<?> list = statement instanceof List<?> several ? several : List.of(statement);
        for (Object one : list) {
          statements.add(Statement.of(one, function.where()));
        }
        continue;
      }
      String name =
          policy instanceof Map<?, ?> map && map.size() == 1
              ? String.valueOf(map.keySet().iterator().next())
              : String.valueOf(policy);
      if (!IRRELEVANT_MANAGED_POLICIES.contains(name.substring(name.lastIndexOf('/') + 1))) {
        throw new TemplateException(
            "%s: the local stack does not know the policy %s; write it as a Statement."
                .formatted(function.where(), name));
      }
    }
    return statements;
  }

  private List<StreamSource> streams(Properties function) {
    List<StreamSource> sources = new ArrayList<>();
    for (Properties event : function.map("Events").maps().values()) {
      if ("DynamoDB".equals(event.text("Type").orElse(""))
          && event.map("Properties").flag("Enabled", true)) {
        sources.add(stream(event.map("Properties")));
      }
    }
    return sources;
  }

  private StreamSource stream(Properties source) {
    source.allowOnly(
        Set.of(
            "Stream",
            "StartingPosition",
            "BatchSize",
            "ParallelizationFactor",
            "FilterCriteria",
            "FunctionResponseTypes",
            "BisectBatchOnFunctionError",
            "MaximumRecordAgeInSeconds",
            "MaximumRetryAttempts",
            "DestinationConfig",
            "MaximumBatchingWindowInSeconds",
            "Enabled"));
    String arn = source.requiredText("Stream");
    String table =
        tables.stream()
            .filter(id -> arn.startsWith(resolver.text(Map.of("Fn::GetAtt", id + ".Arn")) + "/"))
            .findFirst()
            .orElseThrow(
                () ->
                    new TemplateException(
                        source.where() + ": Stream is not the stream of a table of the template."));
    String position = source.requiredText("StartingPosition");
    if (!Set.of("TRIM_HORIZON", "LATEST").contains(position)) {
      throw new TemplateException(
          "%s: the local stack does not emulate StartingPosition %s."
              .formatted(source.where(), position));
    }
    int age = source.number("MaximumRecordAgeInSeconds", -1);
    int retries = source.number("MaximumRetryAttempts", -1);
    return new StreamSource(
        table,
        position.equals("TRIM_HORIZON"),
        source.number("BatchSize", 100),
        source.number("ParallelizationFactor", 1),
        source.map("FilterCriteria").mapList("Filters").stream()
            .map(filter -> filter.requiredText("Pattern"))
            .toList(),
        source.textList("FunctionResponseTypes").contains("ReportBatchItemFailures"),
        source.flag("BisectBatchOnFunctionError", false),
        age < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(age)),
        retries < 0 ? Optional.empty() : Optional.of(retries),
        source.map("DestinationConfig").map("OnFailure").text("Destination"));
  }
}
