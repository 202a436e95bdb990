package accounts.local.template;

import accounts.local.template.SecretDefinition.Generation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code AWS::SecretsManager::Secret} and {@code AWS::SecretsManager::RotationSchedule}. */
final class SecretReader {
  private static final String PRINCIPAL = "secretsmanager.amazonaws.com";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final Resolver resolver;
  private final Map<String, Properties> schedules;
  private final Collection<Properties> permissions;
  private final Collection<FunctionDefinition> functions;

  /**
   * @param schedules the rotation schedules, by logical id
   * @param permissions the template's permissions to call functions
   */
  SecretReader(
      Resolver resolver,
      Map<String, Properties> schedules,
      Collection<Properties> permissions,
      Collection<FunctionDefinition> functions) {
    this.resolver = resolver;
    this.schedules = schedules;
    this.permissions = permissions;
    this.functions = functions;
  }

  Map<String, SecretDefinition> read(Map<String, Properties> secrets) {
    Map<String, String> rotations = new LinkedHashMap<>();
    for (Properties schedule : schedules.values()) {
      rotations.put(schedule.requiredText("SecretId"), rotationFunction(schedule));
    }
    Map<String, SecretDefinition> definitions = new LinkedHashMap<>();
    secrets.forEach(
        (id, secret) -> {
          String arn = resolver.text(Map.of("Ref", id));
          definitions.put(
              id,
              new SecretDefinition(
                  id,
                  Resources.secretName(arn),
                  arn,
                  value(secret),
                  generation(secret.map("GenerateSecretString")),
                  Optional.ofNullable(rotations.remove(arn))));
        });
    rotations
        .keySet()
        .forEach(
            id -> {
              throw new TemplateException(
                  "A rotation schedule is for " + id + ", which is no secret of the template.");
            });
    return definitions;
  }

  private static Optional<String> value(Properties secret) {
    secret.allowOnly(
        Set.of("Name", "Description", "SecretString", "GenerateSecretString", "KmsKeyId", "Tags"));
    return secret.has("GenerateSecretString")
        ? Optional.empty()
        : Optional.of(secret.text("SecretString").orElse(""));
  }

  private static Generation generation(Properties generate) {
    generate.allowOnly(
        Set.of(
            "SecretStringTemplate",
            "GenerateStringKey",
            "PasswordLength",
            "ExcludeCharacters",
            "ExcludeLowercase",
            "ExcludeNumbers",
            "ExcludePunctuation",
            "ExcludeUppercase",
            "IncludeSpace",
            "RequireEachIncludedType"));
    String excluded = generate.text("ExcludeCharacters").orElse("");
    StringBuilder characters = new StringBuilder();
    characters.append(generate.flag("ExcludeLowercase", false) ? "" : LOWER);
    characters.append(generate.flag("ExcludeUppercase", false) ? "" : UPPER);
    characters.append(generate.flag("ExcludeNumbers", false) ? "" : DIGITS);
    characters.append(generate.flag("ExcludePunctuation", false) ? "" : PUNCTUATION);
    characters.append(generate.flag("IncludeSpace", false) ? " " : "");
    StringBuilder left = new StringBuilder();
    characters.chars().filter(c -> excluded.indexOf(c) < 0).forEach(c -> left.append((char) c));
    return new Generation(
        generate.text("SecretStringTemplate"),
        generate.text("GenerateStringKey"),
        generate.number("PasswordLength", 32),
        left.toString());
  }

  private String rotationFunction(Properties schedule) {
    schedule.allowOnly(
        Set.of("SecretId", "RotationLambdaARN", "RotationRules", "RotateImmediatelyOnUpdate"));
    FunctionDefinition function = function(schedule.requiredText("RotationLambdaARN"), schedule);
    // On AWS the schedule would not be made.
    boolean allowed =
        permissions.stream()
            .anyMatch(
                permission ->
                    permission.text("Principal").orElse("").equals(PRINCIPAL)
                        && names(permission.text("FunctionName").orElse(""), function));
    if (!allowed) {
      throw new TemplateException(
          "%s: Secrets Manager may not call %s; an AWS::Lambda::Permission for %s is missing."
              .formatted(schedule.where(), function.logicalId(), PRINCIPAL));
    }
    return function.logicalId();
  }

  private FunctionDefinition function(String arn, Properties schedule) {
    return functions.stream()
        .filter(function -> names(arn, function))
        .findFirst()
        .orElseThrow(
            () ->
                new TemplateException(
                    schedule.where() + ": RotationLambdaARN is no function of the template."));
  }

  private static boolean names(String nameOrArn, FunctionDefinition function) {
    return nameOrArn.equals(function.name())
        || nameOrArn.equals(function.arn())
        || nameOrArn.startsWith(function.arn() + ":");
  }
}
