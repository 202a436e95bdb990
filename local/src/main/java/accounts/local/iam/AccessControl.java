package accounts.local.iam;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether a function may do what it asks of an AWS service, and remembers what each asked.
 * A caller that is no function of the stack may do everything. Thread-safe.
 */
public final class AccessControl {
  private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/");

  private final Map<String, String> functionsByKey;
  private final Map<String, Policy> policies;
  private final Map<String, Set<String>> used = new ConcurrentHashMap<>();

  /**
   * For these functions.
   *
   * @param functionsByKey access key id to function
   * @param policies function to what it may do
   */
  public AccessControl(Map<String, String> functionsByKey, Map<String, Policy> policies) {
    this.functionsByKey = Map.copyOf(functionsByKey);
    this.policies = Map.copyOf(policies);
  }

  /** The function that signed a request; empty if none of the stack did. */
  public String caller(String authorizationHeader) {
    Matcher matcher = CREDENTIAL.matcher(authorizationHeader);
    return matcher.find() ? functionsByKey.getOrDefault(matcher.group(1), "") : "";
  }

  /** Whether the caller may do this. */
  public boolean allows(
      String caller, String action, String resource, Map<String, String> context) {
    Policy policy = policies.get(caller);
    if (policy == null) {
      return true;
    }
    used.computeIfAbsent(caller, key -> ConcurrentHashMap.newKeySet()).add(action);
    return policy.allows(action, resource, context);
  }

  /** The message of a refusal, in AWS's words. */
  public static String refusal(String caller, String action, String resource) {
    return ("User: %s is not authorized to perform: %s on resource: %s because no identity-based"
            + " policy allows the %s action")
        .formatted(principal(caller), action, resource, action);
  }

  /** The ARN of a function as IAM knows it: its role, with its name as the session's. */
  static String principal(String function) {
    return "arn:aws:sts::123456789012:assumed-role/%s/%s".formatted(function, function);
  }

  /** The actions that a function asked for, such as {@code dynamodb:PutItem}. */
  public Set<String> usedActions(String function) {
    return new TreeSet<>(used.getOrDefault(function, Set.of()));
  }
}
