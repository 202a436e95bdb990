package accounts.local.iam;

import java.util.List;
import java.util.Map;

/**
 * Statements evaluated together: nothing is allowed but what a statement allows, and a Deny wins.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public record Policy(List<Statement> statements) {

  /** Whether the action is allowed on the resource. */
  public boolean allows(String action, String resource) {
    return allows(action, resource, Map.of());
  }

  /** As {@link #allows(String, String)}, with the values of condition keys. */
  public boolean allows(String action, String resource, Map<String, String> context) {
    boolean allowed = false;
    for (Statement statement : statements) {
      if (statement.appliesTo(action, resource, context)) {
        if (!statement.allow()) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }
}
