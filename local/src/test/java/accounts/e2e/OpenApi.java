package accounts.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** An OpenAPI document: its operations, what its references lead to, its schemas. Thread-safe. */
final class OpenApi {
  /** The description of this API. */
  static final Path FILE = StackExtension.projectRoot().resolve("docs/openapi.yaml");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private final ObjectNode root;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Operation>> operations = new LinkedHashMap<>();

  private OpenApi(ObjectNode root) {
    this.root = root;
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      Map<String, Operation> methods = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) {
          String method = member.getKey().toUpperCase(Locale.ROOT);
          methods.put(method, new Operation(method, path.getKey(), member.getValue()));
        }
      }
      operations.put(path.getKey(), methods);
    }
  }

  /** One method of one path. */
  record Operation(String method, String path, JsonNode node) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static OpenApi ofProject() {
    try {
      return parse(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OpenApi parse(String yaml) {
    Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new OpenApi(JSON.valueToTree(tree));
  }

  JsonNode root() {
    return root;
  }

  /** The paths as they are written there. */
  Set<String> paths() {
    return new TreeSet<>(operations.keySet());
  }

  List<Operation> operations() {
    return operations.values().stream().flatMap(methods -> methods.values().stream()).toList();
  }

  /** What is described of a request's path, by method: the path with the most literal parts. */
  Optional<Map<String, Operation>> at(String path) {
    return operations.keySet().stream()
        .filter(template -> matches(template, path))
        .min(Comparator.comparing(template -> template.contains("{")))
        .map(template -> Map.copyOf(operations.getOrDefault(template, Map.of())));
  }

  private static boolean matches(String template, String path) {
    StringBuilder pattern = new StringBuilder();
    for (String part : template.substring(1).split("/", -1)) {
      pattern.append('/').append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
    }
    return path.matches(pattern.toString());
  }

  /** The node itself, or the one that its {@code $ref} names; missing if that is not there. */
  JsonNode resolve(JsonNode node) {
    return node.path("$ref").isTextual() ? target(node.path("$ref").asText()) : node;
  }

  /** What a reference leads to; missing if it leads nowhere. */
  JsonNode target(String reference) {
    return reference.startsWith("#/") ? root.at(reference.substring(1)) : JSON.missingNode();
  }

  /** What is wrong with a value, by a schema of this document. */
  List<String> faults(JsonNode schema, JsonNode value) {
    return schemas.computeIfAbsent(schema, this::compile).validate(value).stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  /** References within it lead to the components, so these go with it. */
  private Schema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", root.path("components"));
    return registry.getSchema(whole);
  }

  /** The header, response, schema or the like in each place of a map, references followed. */
  Map<String, JsonNode> resolved(JsonNode map) {
    Map<String, JsonNode> result = new LinkedHashMap<>();
    map.properties().forEach(entry -> result.put(entry.getKey(), resolve(entry.getValue())));
    return result;
  }

  /** The answers described, by status. */
  Map<String, JsonNode> responses(JsonNode owner) {
    Map<String, JsonNode> responses = resolved(owner.path("responses"));
    responses.keySet().removeIf(key -> !key.matches("[1-5][0-9][0-9]"));
    return responses;
  }

  /** Whether a token has to be in the access cookie: no alternative does without. */
  static boolean isProtected(Operation operation) {
    List<JsonNode> alternatives = new ArrayList<>();
    operation.node().path("security").forEach(alternatives::add);
    return !alternatives.isEmpty() && alternatives.stream().allMatch(s -> s.has("accessToken"));
  }
}
