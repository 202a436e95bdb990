package accounts.local.template.lint;

import accounts.local.template.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A template's tree, and where in the text its parts are. A path is like {@code /Resources/X/0}.
 */
final class TemplateSource {
  private final Map<String, Object> tree;
  private final List<String> text;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  TemplateSource(String yaml) {
    tree = YamlTree.parse(yaml);
    text = yaml.lines().toList();
    index(
        new Compose(LoadSettings.builder().build())
            .composeString(yaml)
            .orElseThrow(() -> new IllegalArgumentException("The template is empty")),
        "");
  }

  private void index(Node node, String path) {
    String tag = node.getTag().getValue();
    String here = tag.startsWith("!") ? path + "/" + function(tag) : path;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          remember(here + "/" + key.getValue(), key);
          index(entry.getValueNode(), here + "/" + key.getValue());
        }
      }
    } else if (node instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        remember(here + "/" + i, sequence.getValue().get(i));
        index(sequence.getValue().get(i), here + "/" + i);
      }
    }
  }

  private static String function(String tag) {
    return tag.equals("!Ref") || tag.equals("!Condition")
        ? tag.substring(1)
        : "Fn::" + tag.substring(1);
  }

  private void remember(String path, Node node) {
    node.getStartMark().ifPresent(mark -> lines.put(path, mark.getLine() + 1));
  }

  /** The line of a path, or of the nearest part around it. */
  int line(String path) {
    String nearest = path;
    while (!nearest.isEmpty()) {
      Integer line = lines.get(nearest);
      if (line != null) {
        return line;
      }
      nearest = nearest.substring(0, nearest.lastIndexOf('/'));
    }
    return 1;
  }

  /** Whether a comment stands at the end of the path's line or directly above it. */
  boolean hasComment(String path) {
    int line = line(path) - 1;
    return text.get(line).contains(" # ")
        || (line > 0 && text.get(line - 1).strip().startsWith("# "));
  }

  int bytes() {
    return String.join("\n", text).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }

  Map<String, Object> tree() {
    return tree;
  }

  /** A section at the top of the template; empty if there is none. */
  Map<String, Object> section(String name) {
    return map(tree.get(name));
  }

  /** The resources that are mappings, by logical id. */
  Map<String, Map<String, Object>> resources() {
    Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
    section("Resources").forEach((id, resource) -> resources.put(id, map(resource)));
    return resources;
  }

  /** A resource's properties, for a function with those of Globals that it does not set itself. */
  Map<String, Object> properties(String id) {
    Map<String, Object> resource = map(section("Resources").get(id));
    Map<String, Object> properties = new LinkedHashMap<>();
    if ("AWS::Serverless::Function".equals(resource.get("Type"))) {
      properties.putAll(map(section("Globals").get("Function")));
    }
    properties.putAll(map(resource.get("Properties")));
    return properties;
  }

  boolean isOfType(String id, String type) {
    return type.equals(map(section("Resources").get(id)).get("Type"));
  }

  void report(String rule, String path, String message) {
    Finding finding = new Finding(rule, line(path), message);
    if (!findings.contains(finding)) {
      findings.add(finding);
    }
  }

  List<Finding> findings() {
    return findings;
  }

  /** The value as a map; empty if it is none. */
  static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, child) -> result.put(String.valueOf(key), child));
    }
    return result;
  }

  /** The value as a list: a single one as a list of one. */
  static List<Object> list(@org.jspecify.annotations.Nullable Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    return value == null ? List.of() : List.of(value);
  }
}
