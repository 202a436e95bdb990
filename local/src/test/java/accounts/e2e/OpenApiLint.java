package accounts.e2e;

import accounts.e2e.OpenApi.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The rules for {@code docs/openapi.yaml}. Each finding says where and what. */
final class OpenApiLint {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema DOCUMENT_SCHEMA = REGISTRY.getSchema(oasSchema());
  private static final Schema SCHEMA_SCHEMA =
      REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

  /**
   * All that schemas may say here: JSON Schema takes a misspelt keyword for one it does not know.
   */
  private static final Set<String> KEYWORDS =
      Set.of(
          "$ref",
          "additionalProperties",
          "allOf",
          "const",
          "description",
          "else",
          "enum",
          "examples",
          "format",
          "if",
          "items",
          "maxItems",
          "maxLength",
          "minLength",
          "minProperties",
          "minimum",
          "pattern",
          "properties",
          "required",
          "then",
          "type");

  /** What every operation may answer. */
  private static final List<String> COMMON =
      List.of("400", "405", "413", "429", "500", "502", "503", "504");

  private static final List<String> HEADERS_OF_ALL =
      List.of(
          "Cache-Control",
          "X-Content-Type-Options",
          "Strict-Transport-Security",
          "Referrer-Policy",
          "Vary",
          "x-amzn-RequestId");

  private final OpenApi document;
  private final List<String> findings = new ArrayList<>();

  private OpenApiLint(OpenApi document) {
    this.document = document;
  }

  private static JsonNode oasSchema() {
    try (InputStream in = OpenApiLint.class.getResourceAsStream("/openapi/oas-3.1.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param codes the error codes that there are
   */
  static List<String> check(OpenApi document, Set<String> codes) {
    OpenApiLint lint = new OpenApiLint(document);
    lint.checkDocument();
    lint.checkReferences();
    lint.checkSchemasAndExamples(document.root(), "");
    lint.checkOperations();
    lint.checkCodes(codes);
    return lint.findings;
  }

  private void checkDocument() {
    DOCUMENT_SCHEMA
        .validate(document.root())
        .forEach(e -> find(e.getInstanceLocation().toString(), e.getMessage()));
  }

  private void find(String where, String what) {
    findings.add(where + ": " + what);
  }

  // --- references

  private void checkReferences() {
    Set<String> used = new TreeSet<>();
    collectReferences(document.root(), used);
    for (String reference : used) {
      if (document.target(reference).isMissingNode()) {
        find(reference, "the reference leads nowhere");
      }
    }
    document
        .operations()
        .forEach(
            operation ->
                operation
                    .node()
                    .path("security")
                    .forEach(
                        s ->
                            s.fieldNames()
                                .forEachRemaining(
                                    name -> used.add("#/components/securitySchemes/" + name))));
    for (Map.Entry<String, JsonNode> kind : document.root().path("components").properties()) {
      for (Map.Entry<String, JsonNode> component : kind.getValue().properties()) {
        String reference = "#/components/" + kind.getKey() + "/" + component.getKey();
        if (!used.contains(reference)) {
          find(reference, "nothing uses it");
        }
      }
    }
  }

  private static void collectReferences(JsonNode node, Set<String> references) {
    if (node.path("$ref").isTextual()) {
      references.add(node.path("$ref").asText());
    }
    node.forEach(child -> collectReferences(child, references));
  }

  // --- schemas and examples

  /** Goes through all that has a schema: media types, headers and parameters. */
  private void checkSchemasAndExamples(JsonNode node, String where) {
    if (node.isObject() && node.has("schema")) {
      checkSchema(node.path("schema"), where + "/schema");
      examples(node, where).forEach((place, value) -> checkExample(node, place, value));
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String place = where + "/" + member.getKey();
      if (place.equals("/components/schemas")) {
        member
            .getValue()
            .properties()
            .forEach(schema -> checkSchema(schema.getValue(), place + "/" + schema.getKey()));
      } else if (!Set.of("schema", "example", "examples").contains(member.getKey())) {
        checkSchemasAndExamples(member.getValue(), place);
      }
    }
    if (node.isArray()) {
      node.forEach(item -> checkSchemasAndExamples(item, where + "/-"));
    }
  }

  private static Map<String, JsonNode> examples(JsonNode node, String where) {
    Map<String, JsonNode> examples = new LinkedHashMap<>();
    if (node.has("example")) {
      examples.put(where + "/example", node.path("example"));
    }
    node.path("examples")
        .properties()
        .forEach(e -> examples.put(where + "/examples/" + e.getKey(), e.getValue().path("value")));
    return examples;
  }

  private void checkExample(JsonNode owner, String place, JsonNode value) {
    document.faults(owner.path("schema"), value).forEach(fault -> find(place, fault));
  }

  private void checkSchema(JsonNode schema, String where) {
    SCHEMA_SCHEMA
        .validate(schema)
        .forEach(e -> find(where + e.getInstanceLocation(), e.getMessage()));
    checkKeywords(schema, where);
    if (schema.isObject()) {
      schema
          .path("examples")
          .forEach(value -> document.faults(schema, value).forEach(f -> find(where, f)));
    }
  }

  private void checkKeywords(JsonNode schema, String where) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      String place = where + "/" + keyword.getKey();
      if (!KEYWORDS.contains(keyword.getKey())) {
        find(place, "the keyword is not known to these rules");
      }
      switch (keyword.getKey()) {
        case "properties" ->
            keyword
                .getValue()
                .properties()
                .forEach(p -> checkKeywords(p.getValue(), place + "/" + p.getKey()));
        case "allOf" -> keyword.getValue().forEach(s -> checkKeywords(s, place));
        case "if", "then", "else", "items" -> checkKeywords(keyword.getValue(), place);
        default -> {}
      }
    }
  }

  // --- operations

  private void checkOperations() {
    Set<String> ids = new HashSet<>();
    Set<String> tags = new TreeSet<>();
    document.root().path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
    Set<String> usedTags = new TreeSet<>();
    for (Operation operation : document.operations()) {
      JsonNode node = operation.node();
      String where = operation.toString();
      for (String field : List.of("operationId", "summary", "description", "security", "tags")) {
        if (!node.has(field)) {
          find(where, "has no " + field);
        }
      }
      if (!ids.add(node.path("operationId").asText())) {
        find(where, "has the operationId of another");
      }
      node.path("tags").forEach(tag -> usedTags.add(tag.asText()));
      checkResponses(operation);
    }
    if (!tags.equals(usedTags)) {
      find("tags", "described are " + tags + ", used are " + usedTags);
    }
  }

  private void checkResponses(Operation operation) {
    Map<String, JsonNode> responses = document.responses(operation.node());
    String where = operation.toString();
    for (String status : COMMON) {
      if (!responses.containsKey(status)) {
        find(where, "says nothing of " + status);
      }
    }
    if (responses.keySet().stream().noneMatch(status -> status.startsWith("2"))) {
      find(where, "does not succeed");
    }
    boolean crossSite =
        codes(responses.getOrDefault("403", missing())).contains("CROSS_SITE_REQUEST");
    if (crossSite == operation.method().equals("GET")) {
      find(where, "CROSS_SITE_REQUEST belongs to every method but GET");
    }
    Set<String> refusals = codes(responses.getOrDefault("401", missing()));
    for (String code :
        List.of("ACCESS_TOKEN_REQUIRED", "ACCESS_TOKEN_EXPIRED", "ACCESS_TOKEN_INVALID")) {
      if (refusals.contains(code) != OpenApi.isProtected(operation)) {
        find(where, "says by security and by " + code + " different things");
      }
    }
    responses.forEach((status, response) -> checkResponse(where + " " + status, status, response));
    checkMedia(where + " requestBody", operation.node().path("requestBody"));
  }

  private static JsonNode missing() {
    return new ObjectMapper().missingNode();
  }

  private void checkResponse(String where, String status, JsonNode response) {
    List<String> wanted = new ArrayList<>(HEADERS_OF_ALL);
    if (status.equals("405")) {
      wanted.add("Allow");
    }
    if (status.equals("429") || status.equals("503")) {
      wanted.add("Retry-After");
    }
    Map<String, JsonNode> headers = document.resolved(response.path("headers"));
    for (String header : wanted) {
      if (!headers.getOrDefault(header, missing()).path("required").asBoolean()) {
        find(where, "is always with the header " + header);
      }
    }
    checkMedia(where, response);
    JsonNode schema = response.path("content").path("application/json").path("schema");
    if (status.startsWith("2")) {
      checkStrict(where, schema, new HashSet<>());
    } else if (!status.equals("304") && codes(response).isEmpty()) {
      find(where, "does not say which codes come with it");
    }
  }

  private void checkMedia(String where, JsonNode body) {
    for (Map.Entry<String, JsonNode> media : body.path("content").properties()) {
      if (!media.getKey().equals("application/json")) {
        find(where, "is not JSON");
      }
      if (examples(media.getValue(), "").isEmpty()) {
        find(where, "has no example");
      }
    }
  }

  /** In an answer nothing may be that is not described. */
  private void checkStrict(String where, JsonNode schema, Set<JsonNode> seen) {
    JsonNode resolved = document.resolve(schema);
    if (!seen.add(resolved)) {
      return;
    }
    if (resolved.path("type").asText().equals("object")
        && !resolved.path("additionalProperties").isBoolean()) {
      find(where, "has an object that may have fields that are not described");
    }
    resolved.forEach(child -> checkStrict(where, child, seen));
  }

  // --- codes

  private void checkCodes(Set<String> codes) {
    Set<String> described = new TreeSet<>();
    document
        .root()
        .at("/components/schemas/ErrorCode/enum")
        .forEach(code -> described.add(code.asText()));
    if (!described.equals(codes)) {
      find("ErrorCode", "described are " + described + ", there are " + codes);
    }
    Set<String> used = new TreeSet<>();
    for (Operation operation : document.operations()) {
      document
          .responses(operation.node())
          .values()
          .forEach(response -> used.addAll(codes(response)));
    }
    document
        .responses(document.root().path("x-unknown-path"))
        .values()
        .forEach(response -> used.addAll(codes(response)));
    if (!used.equals(codes)) {
      find("ErrorCode", "answers have " + used + ", there are " + codes);
    }
  }

  /** The codes that an error answer may have. */
  private Set<String> codes(JsonNode response) {
    Set<String> codes = new TreeSet<>();
    document
        .resolve(response.path("content").path("application/json").path("schema"))
        .path("properties")
        .path("code")
        .path("enum")
        .forEach(code -> codes.add(code.asText()));
    return codes;
  }
}
