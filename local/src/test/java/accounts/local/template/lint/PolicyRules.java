package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.list;
import static accounts.local.template.lint.TemplateSource.map;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every statement of every policy, wherever it stands: actions are named and exist; a resource with
 * a wildcard has its reason as a comment beside or directly above it; nobody lets everybody in
 * without a condition.
 */
final class PolicyRules {
  private static final Set<String> KEYS =
      Set.of(
          "Sid",
          "Effect",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Principal",
          "NotPrincipal",
          "Condition");

  private final TemplateSource template;

  PolicyRules(TemplateSource template) {
    this.template = template;
  }

  void check() {
    walk(template.section("Globals"), "/Globals");
    walk(template.section("Resources"), "/Resources");
  }

  private void walk(@Nullable Object node, String path) {
    if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), path + "/" + i);
      }
      return;
    }
    Map<String, Object> children = map(node);
    if (children.containsKey("Effect")
        && (children.containsKey("Action") || children.containsKey("NotAction"))) {
      statement(children, path);
      return;
    }
    if (list(children.get("Statement")).stream().anyMatch(s -> map(s).containsKey("Effect"))
        && !"2012-10-17".equals(String.valueOf(children.get("Version")))) {
      template.report("policy-version", path, "A policy needs Version: '2012-10-17'.");
    }
    children.forEach((key, child) -> walk(child, path + "/" + key));
  }

  private void statement(Map<String, Object> statement, String path) {
    for (String key : statement.keySet()) {
      if (!KEYS.contains(key)) {
        template.report("policy-key", path + "/" + key, "A statement has no " + key + ".");
      }
    }
    if (!Set.of("Allow", "Deny").contains(String.valueOf(statement.get("Effect")))) {
      template.report("policy-key", path + "/Effect", "Effect is Allow or Deny.");
    }
    if ("Deny".equals(statement.get("Effect"))) {
      // It takes away; the wider the better.
      return;
    }
    for (String key : List.of("NotAction", "NotResource", "NotPrincipal")) {
      if (statement.containsKey(key)) {
        template.report("policy-not", path + "/" + key, key + " allows more than can be seen.");
      }
    }
    for (Object action : list(statement.get("Action"))) {
      action(String.valueOf(action), path + "/Action");
    }
    List<Object> resources = list(statement.get("Resource"));
    for (int i = 0; i < resources.size(); i++) {
      String item = path + "/Resource" + (statement.get("Resource") instanceof List ? "/" + i : "");
      if (hasWildcard(resources.get(i))
          && !template.hasComment(item)
          && !template.hasComment(path + "/Resource")) {
        template.report(
            "policy-resource",
            item,
            "A wildcard in Resource needs its reason as a comment beside it or directly above.");
      }
    }
    Object principal = statement.get("Principal");
    if (principal != null
        && ("*".equals(principal) || list(map(principal).get("AWS")).contains("*"))
        && !statement.containsKey("Condition")
        && !isOfEndpoint(path)) {
      template.report("policy-principal", path + "/Principal", "This lets everybody in.");
    }
  }

  /**
   * The policy of a VPC endpoint takes away from what its callers may; it gives nobody anything.
   */
  private boolean isOfEndpoint(String path) {
    return path.startsWith("/Resources/")
        && template.isOfType(path.split("/", -1)[2], "AWS::EC2::VPCEndpoint");
  }

  private void action(String action, String path) {
    if (action.contains("*") || action.contains("?")) {
      template.report("policy-action", path, "A wildcard in an action: " + action + ".");
      return;
    }
    int colon = action.indexOf(':');
    Optional<Boolean> known =
        colon < 0
            ? Optional.of(false)
            : Schemas.hasAction(action.substring(0, colon), action.substring(colon + 1));
    if (known.isPresent() && !known.get()) {
      template.report("policy-action", path, "IAM has no action " + action + ".");
    }
  }

  private static boolean hasWildcard(@Nullable Object value) {
    if (value instanceof String text) {
      return text.contains("*") || text.contains("?");
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(PolicyRules::hasWildcard);
    }
    return value instanceof Map<?, ?> children
        && children.values().stream().anyMatch(PolicyRules::hasWildcard);
  }
}
