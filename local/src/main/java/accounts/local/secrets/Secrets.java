package accounts.local.secrets;

import accounts.local.dynamodb.Fault;
import accounts.local.iam.AccessControl;
import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.net.LocalStackException;
import accounts.local.template.SecretDefinition;
import accounts.local.template.SecretDefinition.Generation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Secrets Manager with the template's secrets. Thread-safe. */
public final class Secrets {
  private static final List<String> STEPS =
      List.of("createSecret", "setSecret", "testSecret", "finishSecret");

  private final Map<String, Secret> byId = new ConcurrentHashMap<>();
  private final ReentrantLock rotating = new ReentrantLock();
  private final BiFunction<String, byte[], InvocationResult> functions;
  private final SecretsEndpoint endpoint;

  /**
   * With the template's secrets, as they were kept, or new.
   *
   * @param data where to keep them; empty: in memory
   * @param generated what is generated for some secrets, by logical id; for others it is random
   * @param functions calls a function by its logical id, for rotations
   */
  public Secrets(
      Collection<SecretDefinition> definitions,
      Optional<Path> data,
      Map<String, String> generated,
      AccessControl accessControl,
      BiFunction<String, byte[], InvocationResult> functions) {
    this.functions = functions;
    this.endpoint = new SecretsEndpoint(accessControl, this);
    for (SecretDefinition definition : definitions) {
      byId.put(definition.logicalId(), open(definition, data, generated));
    }
  }

  private static Secret open(
      SecretDefinition definition, Optional<Path> data, Map<String, String> generated) {
    Optional<Path> file =
        data.map(directory -> directory.resolve(definition.logicalId() + ".json"));
    Consumer<ObjectNode> keeper = json -> file.ifPresent(f -> write(f, json));
    if (file.isPresent() && Files.exists(file.get())) {
      return Secret.of(definition, read(file.get()), keeper);
    }
    String fixed = generated.getOrDefault(definition.logicalId(), "");
    Secret secret = Secret.create(definition, value(definition, fixed), keeper);
    if (fixed.isEmpty()) {
      secret.keep();
    }
    return secret;
  }

  private static String value(SecretDefinition definition, String fixed) {
    if (definition.value().isPresent()) {
      return definition.value().get();
    }
    Generation generation = definition.generation();
    String text = fixed.isEmpty() ? random(generation) : fixed;
    if (generation.key().isEmpty()) {
      return text;
    }
    byte[] template = generation.template().orElse("{}").getBytes(StandardCharsets.UTF_8);
    if (Json.parse(template).orElse(null) instanceof ObjectNode object) {
      return object.put(generation.key().get(), text).toString();
    }
    throw new LocalStackException(
        definition.logicalId() + ": SecretStringTemplate is no JSON object.");
  }

  private static String random(Generation generation) {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < generation.length(); i++) {
      text.append(generation.characters().charAt(random.nextInt(generation.characters().length())));
    }
    return text.toString();
  }

  private static ObjectNode read(Path file) {
    try {
      if (Json.parse(Files.readAllBytes(file)).orElse(null) instanceof ObjectNode json) {
        return json;
      }
      throw new LocalStackException("The secret in " + file + " cannot be read.");
    } catch (IOException e) {
      throw new LocalStackException("The secret in " + file + " cannot be read.", e);
    }
  }

  private static void write(Path file, ObjectNode json) {
    try {
      Path directory = Files.createDirectories(file.resolveSibling("."));
      // Whole or not at all; a temporary file is its owner's alone.
      Path written = Files.createTempFile(directory, "secret", ".tmp");
      Files.write(written, Json.bytes(json));
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LocalStackException("The secret in " + file + " cannot be kept.", e);
    }
  }

  /** What the functions call. */
  public SecretsEndpoint endpoint() {
    return endpoint;
  }

  /** The ARN of a secret of the template, or of one that was created. */
  public String arn(String logicalId) {
    return secret(logicalId).definition().arn();
  }

  /** The current value of a secret of the template. */
  public String value(String logicalId) {
    return secret(logicalId).value("", "").path("SecretString").asText();
  }

  /** The current version of a secret of the template. */
  public String version(String logicalId) {
    return secret(logicalId).value("", "").path("VersionId").asText();
  }

  /** A secret that the template does not have, for tests; its ARN. */
  public String create(String name, String value) {
    SecretDefinition definition = SecretDefinition.of(name, value);
    byId.put(name, Secret.create(definition, value, json -> {}));
    return definition.arn();
  }

  /**
   * Has a secret rotated by its function, in the four steps of Secrets Manager; goes on with a
   * rotation that failed before.
   *
   * @return the new version
   * @throws LocalStackException if the secret has no rotation, or a step fails
   */
  public String rotate(String logicalId) {
    Secret secret = secret(logicalId);
    String function =
        secret
            .definition()
            .rotationFunction()
            .orElseThrow(
                () ->
                    new SecretException(
                        "InvalidRequestException",
                        "No Lambda rotation function ARN is associated with this secret."));
    rotating.lock();
    try {
      String version = secret.beginRotation();
      for (String step : STEPS) {
        ObjectNode event = Json.object();
        event.put("Step", step);
        event.put("SecretId", secret.definition().arn());
        event.put("ClientRequestToken", version);
        event.put("RotationToken", UUID.randomUUID().toString());
        InvocationResult result = functions.apply(function, Json.bytes(event));
        if (result.isError()) {
          throw new LocalStackException(
              "%s failed at the step %s: %s".formatted(function, step, result.errorMessage()));
        }
      }
      return version;
    } finally {
      rotating.unlock();
    }
  }

  /** The logical ids of the secrets that have a rotation. */
  public List<String> rotated() {
    return byId.values().stream()
        .map(Secret::definition)
        .filter(definition -> definition.rotationFunction().isPresent())
        .map(SecretDefinition::logicalId)
        .sorted()
        .toList();
  }

  /** Lets calls of the functions fail, as the function says for each; until {@link #recover}. */
  public void fail(Function<SecretCall, Optional<Fault>> faults) {
    endpoint.setFaults(faults);
  }

  /** Lets no call fail any more. */
  public void recover() {
    endpoint.setFaults(call -> Optional.empty());
  }

  /** The secret that a call names by its ARN or its name. */
  Optional<Secret> named(String nameOrArn) {
    return byId.values().stream()
        .filter(
            secret ->
                nameOrArn.equals(secret.definition().arn())
                    || nameOrArn.equals(secret.definition().name()))
        .findFirst();
  }

  private Secret secret(String logicalId) {
    return Optional.ofNullable(byId.get(logicalId))
        .orElseThrow(() -> new LocalStackException("There is no secret " + logicalId + "."));
  }
}
