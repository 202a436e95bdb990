package accounts.local.template.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CloudFormation's and SAM's own schemas; {@code cloudformation/README.md} says where from. */
final class Schemas {
  private static final String LOCATION = "urn:cloudformation";
  private static final JsonNode DOCUMENT = read();
  private static final SchemaRegistry REGISTRY = registry();

  /** The models of which SAM makes one resource of its own, beside the one of the same name. */
  static final Map<String, String> GENERATED_BY_SAM =
      Map.of(
          "Role", "AWS::IAM::Role",
          "Version", "AWS::Lambda::Version",
          "Alias", "AWS::Lambda::Alias",
          "Stage", "AWS::ApiGateway::Stage",
          "Deployment", "AWS::ApiGateway::Deployment");

  private Schemas() {}

  private static JsonNode read() {
    try (InputStream in = Schemas.class.getResourceAsStream("/cloudformation/schemas.json")) {
      if (in == null) {
        throw new IllegalStateException("cloudformation/schemas.json is missing");
      }
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SchemaRegistry registry() {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(Map.of(LOCATION, DOCUMENT.toString())));
    return registry;
  }

  static boolean isKnown(String type) {
    return type.contains("::") && DOCUMENT.path("$defs").has(type);
  }

  /** What {@code Fn::GetAtt} may ask of a type, each with {@code scalar}, {@code list} or any. */
  static Optional<String> attribute(String type, String name) {
    JsonNode kind = DOCUMENT.path("attributes").path(type).path(name);
    return kind.isTextual() ? Optional.of(kind.asText()) : Optional.empty();
  }

  /** Whether IAM has the action; empty for a service whose actions are not known here. */
  static Optional<Boolean> hasAction(String service, String action) {
    JsonNode actions = DOCUMENT.path("actions").path(service.toLowerCase(java.util.Locale.ROOT));
    if (actions.isMissingNode()) {
      return Optional.empty();
    }
    for (JsonNode known : actions) {
      if (known.asText().equalsIgnoreCase(action)) {
        return Optional.of(true);
      }
    }
    return Optional.of(false);
  }

  /** What is wrong with the properties of a resource: pointer and fault. */
  static List<Map.Entry<String, String>> validate(String definition, JsonNode value) {
    Schema schema = REGISTRY.getSchema(SchemaLocation.of(LOCATION + "#/$defs/" + definition));
    return schema.validate(value).stream()
        .map(e -> Map.entry(e.getInstanceLocation().toString(), e.getMessage()))
        .toList();
  }
}
