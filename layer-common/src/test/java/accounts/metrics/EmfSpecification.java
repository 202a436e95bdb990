package accounts.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks a line against the specification of CloudWatch's embedded metric format: what it says that
 * a document must and must not have.
 */
public final class EmfSpecification {
  private static final Set<String> UNITS =
      Set.of("Seconds", "Milliseconds", "Bytes", "Percent", "Count", "None");

  private EmfSpecification() {}

  /** Fails if the line is no document of the format; gives it if it is. */
  public static ObjectNode check(String line) {
    assertThat(line).doesNotContain("\n");
    ObjectNode root =
        Json.readObject(line).orElseThrow(() -> new AssertionError("No JSON: " + line));
    JsonNode metadata = root.path("_aws");
    assertThat(names(metadata)).containsExactlyInAnyOrder("Timestamp", "CloudWatchMetrics");
    assertThat(metadata.path("Timestamp").isIntegralNumber()).isTrue();
    assertThat(metadata.path("Timestamp").asLong()).isGreaterThan(1_000_000_000_000L);
    assertThat(metadata.path("CloudWatchMetrics").isArray()).isTrue();
    assertThat(metadata.path("CloudWatchMetrics")).isNotEmpty();
    metadata.path("CloudWatchMetrics").forEach(directive -> checkDirective(directive, root));
    return root;
  }

  private static void checkDirective(JsonNode directive, ObjectNode root) {
    assertThat(names(directive)).containsExactlyInAnyOrder("Namespace", "Dimensions", "Metrics");
    assertThat(directive.path("Namespace").asText()).matches("[\\x21-\\x7e]{1,255}");
    assertThat(directive.path("Dimensions").isArray()).isTrue();
    for (JsonNode set : directive.path("Dimensions")) {
      assertThat(set.isArray()).isTrue();
      assertThat(set.size()).isBetween(0, 30);
      for (JsonNode dimension : set) {
        JsonNode target = root.path(dimension.asText());
        assertThat(target.isTextual()).as("dimension %s", dimension).isTrue();
        assertThat(target.asText()).matches("[\\x21-\\x7e]{1,1024}");
      }
    }
    assertThat(directive.path("Metrics").size()).isBetween(1, 100);
    for (JsonNode metric : directive.path("Metrics")) {
      assertThat(names(metric)).contains("Name").isSubsetOf("Name", "Unit", "StorageResolution");
      assertThat(UNITS).contains(metric.path("Unit").asText());
      assertThat(root.path(metric.path("Name").asText()).isNumber()).isTrue();
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      names.add(entry.getKey());
    }
    return names;
  }
}
