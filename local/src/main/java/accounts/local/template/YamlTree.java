package accounts.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML with CloudFormation's tags as maps, lists and scalars. A tag becomes its long form: {@code
 * !Sub x} is {@code {"Fn::Sub": x}}.
 */
public final class YamlTree {
  private YamlTree() {}

  /**
   * The tree of a template's text.
   *
   * @throws TemplateException if it is no YAML, no mapping, or has a key twice
   */
  public static Map<String, Object> parse(String yaml) {
    Node root;
    try {
      root =
          new Compose(LoadSettings.builder().build())
              .composeString(yaml)
              .orElseThrow(() -> new TemplateException("The template is empty."));
    } catch (YamlEngineException e) {
      String where = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
      throw new TemplateException("The template is not YAML: " + where + position(e) + ".");
    }
    if (convert(root) instanceof Map<?, ?> map) {
      Map<String, Object> tree = new LinkedHashMap<>();
      map.forEach((key, value) -> tree.put((String) key, value));
      return tree;
    }
    throw new TemplateException("The template is not a YAML mapping.");
  }

  private static String position(YamlEngineException e) {
    return e instanceof org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException marked
        ? marked.getProblemMark().map(m -> " (line " + (m.getLine() + 1) + ")").orElse("")
        : "";
  }

  private static @Nullable Object convert(Node node) {
    Object plain = untagged(node);
    String tag = node.getTag().getValue();
    if (!tag.startsWith("!")) {
      return plain;
    }
    return switch (tag) {
      case "!Ref", "!Condition" -> intrinsic(tag.substring(1), plain);
      case "!GetAtt" -> intrinsic("Fn::GetAtt", plain);
      default -> intrinsic("Fn::" + tag.substring(1), plain);
    };
  }

  private static Map<String, Object> intrinsic(String name, @Nullable Object argument) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(name, argument == null ? "" : argument);
    return map;
  }

  private static @Nullable Object untagged(Node node) {
    if (node instanceof MappingNode mapping) {
      return map(mapping);
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        Object value = convert(item);
        list.add(value == null ? "" : value);
      }
      return list;
    }
    return scalar((ScalarNode) node);
  }

  private static Map<String, Object> map(MappingNode mapping) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new TemplateException("A key of the template is not a scalar" + line(entry) + ".");
      }
      Object value = convert(entry.getValueNode());
      // A key without a value counts as absent.
      if (value != null && map.put(key.getValue(), value) != null) {
        throw new TemplateException(
            "The key " + key.getValue() + " stands twice in one mapping" + line(entry) + ".");
      }
    }
    return map;
  }

  private static String line(NodeTuple entry) {
    return entry
        .getKeyNode()
        .getStartMark()
        .map(m -> " (line " + (m.getLine() + 1) + ")")
        .orElse("");
  }

  private static @Nullable Object scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    if (tag.equals(Tag.INT)) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        return text;
      }
    }
    return text;
  }
}
