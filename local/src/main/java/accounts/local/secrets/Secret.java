package accounts.local.secrets;

import accounts.local.net.Json;
import accounts.local.template.SecretDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A secret's versions, with the rules of Secrets Manager for their stages. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html">What's
 *     in a Secrets Manager secret?</a>
 */
final class Secret {
  static final String CURRENT = "AWSCURRENT";
  static final String PENDING = "AWSPENDING";
  static final String PREVIOUS = "AWSPREVIOUS";

  private static final class Version {
    /** Null: a rotation has begun and made none yet. */
    private @Nullable String value;

    private final Instant created;
    private final Set<String> stages = new TreeSet<>();

    Version(@Nullable String value, Instant created) {
      this.value = value;
      this.created = created;
    }
  }

  private final SecretDefinition definition;
  private final Consumer<ObjectNode> keeper;
  private final Map<String, Version> versions = new LinkedHashMap<>();

  private Secret(SecretDefinition definition, Consumer<ObjectNode> keeper) {
    this.definition = definition;
    this.keeper = keeper;
  }

  /**
   * A secret with one version.
   *
   * @param keeper gets all versions after each change
   */
  static Secret create(SecretDefinition definition, String value, Consumer<ObjectNode> keeper) {
    Secret secret = new Secret(definition, keeper);
    Version version = new Version(value, Instant.now());
    version.stages.add(CURRENT);
    secret.versions.put(UUID.randomUUID().toString(), version);
    return secret;
  }

  /** A secret as it was kept. */
  static Secret of(SecretDefinition definition, JsonNode kept, Consumer<ObjectNode> keeper) {
    Secret secret = new Secret(definition, keeper);
    for (Map.Entry<String, JsonNode> entry : kept.path("versions").properties()) {
      JsonNode json = entry.getValue();
      Version version =
          new Version(
              json.path("value").isTextual() ? json.path("value").asText() : null,
              Instant.parse(json.path("created").asText()));
      json.path("stages").forEach(stage -> version.stages.add(stage.asText()));
      secret.versions.put(entry.getKey(), version);
    }
    return secret;
  }

  SecretDefinition definition() {
    return definition;
  }

  synchronized ObjectNode value(String id, String stage) {
    String wanted = id.isEmpty() && stage.isEmpty() ? CURRENT : stage;
    Map.Entry<String, Version> found =
        find(entry ->
                (id.isEmpty() || entry.getKey().equals(id))
                    && (wanted.isEmpty() || entry.getValue().stages.contains(wanted)))
            .filter(entry -> entry.getValue().value != null)
            .orElseThrow(
                () ->
                    SecretException.notFound(
                        "secret value for "
                            + (wanted.isEmpty()
                                ? "VersionId: " + id
                                : "staging label: " + wanted)));
    ObjectNode answer = named();
    answer.put("VersionId", found.getKey());
    answer.put("SecretString", found.getValue().value);
    answer.set("VersionStages", Json.tree(found.getValue().stages));
    answer.put("CreatedDate", found.getValue().created.toEpochMilli() / 1e3);
    return answer;
  }

  synchronized ObjectNode describe() {
    ObjectNode answer = named();
    answer.put("RotationEnabled", definition.rotationFunction().isPresent());
    ObjectNode stages = answer.putObject("VersionIdsToStages");
    versions.forEach((id, version) -> stages.set(id, Json.tree(version.stages)));
    return answer;
  }

  synchronized ObjectNode put(String id, String value, Set<String> stages) {
    Version version = versions.get(id);
    if (version == null) {
      version = new Version(value, Instant.now());
      versions.put(id, version);
    } else if (version.value == null) {
      version.value = value;
    } else if (!value.equals(version.value)) {
      throw new SecretException(
          "ResourceExistsException",
          "You can't use ClientRequestToken "
              + id
              + " because that value is already in use for a version of secret "
              + definition.arn()
              + ".");
    }
    stages.forEach(stage -> attach(id, stage));
    changed();
    ObjectNode answer = named();
    answer.put("VersionId", id);
    answer.set("VersionStages", Json.tree(version.stages));
    return answer;
  }

  synchronized ObjectNode move(String stage, String to, String from) {
    String holder = holder(stage).orElse("");
    if (!holder.isEmpty() && !holder.equals(from) && !holder.equals(to)) {
      throw new SecretException(
          "InvalidParameterException",
          "The parameter RemoveFromVersionId must name the version with the label " + stage + ".");
    }
    if (to.isEmpty()) {
      if (stage.equals(CURRENT)) {
        throw new SecretException(
            "InvalidParameterException", "The label AWSCURRENT can only be moved.");
      }
      versions.values().forEach(version -> version.stages.remove(stage));
    } else {
      if (!versions.containsKey(to)) {
        throw SecretException.notFound("secret version " + to);
      }
      attach(to, stage);
    }
    changed();
    return named();
  }

  /** The version that a rotation is to make: a new one, or that of a rotation that failed. */
  synchronized String beginRotation() {
    Optional<String> unfinished =
        holder(PENDING).filter(id -> !id.equals(holder(CURRENT).orElse("")));
    if (unfinished.isPresent()) {
      return unfinished.get();
    }
    String id = UUID.randomUUID().toString();
    versions.put(id, new Version(null, Instant.now()));
    attach(id, PENDING);
    changed();
    return id;
  }

  private Optional<Map.Entry<String, Version>> find(Predicate<Map.Entry<String, Version>> which) {
    return versions.entrySet().stream().filter(which).findFirst();
  }

  private Optional<String> holder(String stage) {
    return find(entry -> entry.getValue().stages.contains(stage)).map(Map.Entry::getKey);
  }

  private void attach(String id, String stage) {
    Optional<String> before = holder(stage);
    if (before.isPresent() && before.get().equals(id)) {
      return;
    }
    versions.values().forEach(version -> version.stages.remove(stage));
    find(entry -> entry.getKey().equals(id)).orElseThrow().getValue().stages.add(stage);
    if (stage.equals(CURRENT) && before.isPresent()) {
      attach(before.get(), PREVIOUS);
    }
  }

  private void changed() {
    // Secrets Manager too forgets versions without a label.
    versions.values().removeIf(version -> version.stages.isEmpty());
    keep();
  }

  /** Hands all versions to who keeps them. */
  synchronized void keep() {
    ObjectNode all = Json.object();
    ObjectNode json = all.putObject("versions");
    versions.forEach(
        (id, version) -> {
          ObjectNode one = json.putObject(id);
          one.put("value", version.value);
          one.put("created", version.created.toString());
          ArrayNode stages = one.putArray("stages");
          version.stages.forEach(stages::add);
        });
    keeper.accept(all);
  }

  private ObjectNode named() {
    ObjectNode answer = Json.object();
    answer.put("ARN", definition.arn());
    answer.put("Name", definition.name());
    return answer;
  }
}
