package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.map;

import java.util.Map;
import java.util.Optional;

/** What SAM's transform adds to a template, as far as names and numbers of resources go. */
final class SamExpansion {
  private static final String FUNCTION = "AWS::Serverless::Function";
  private static final String API = "AWS::Serverless::Api";

  private SamExpansion() {}

  /** The type of a resource that SAM adds under this id. */
  static Optional<String> generated(TemplateSource template, String id) {
    if (id.equals("ServerlessRestApi") || id.equals("ServerlessDeploymentApplication")) {
      return Optional.of("");
    }
    String owner = owner(template, id);
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    String rest = id.substring(owner.length());
    if (template.isOfType(owner, FUNCTION)) {
      if (rest.equals("Role")) {
        return template.properties(owner).containsKey("Role")
            ? Optional.empty()
            : Optional.of("AWS::IAM::Role");
      }
      if (rest.equals("DeploymentGroup")) {
        return Optional.of("AWS::CodeDeploy::DeploymentGroup");
      }
      Object alias = template.properties(owner).get("AutoPublishAlias");
      if (alias instanceof String && rest.equals("Alias" + alias)) {
        return Optional.of("AWS::Lambda::Alias");
      }
      String event = rest;
      return map(template.properties(owner).get("Events")).containsKey(event)
          ? Optional.of("")
          : Optional.empty();
    }
    if (template.isOfType(owner, API)) {
      return rest.endsWith("Stage") ? Optional.of("AWS::ApiGateway::Stage") : Optional.empty();
    }
    return Optional.empty();
  }

  /** The resource of the template that brings this one with it; empty if none does. */
  static String owner(TemplateSource template, String id) {
    String longest = "";
    for (String other : template.resources().keySet()) {
      if (id.startsWith(other)
          && id.length() > other.length()
          && other.length() > longest.length()) {
        longest = other;
      }
    }
    return longest;
  }

  /** How many resources the stack has, about. */
  static int count(TemplateSource template) {
    int count = 0;
    boolean deployments = false;
    for (Map.Entry<String, Map<String, Object>> entry : template.resources().entrySet()) {
      Map<String, Object> properties = template.properties(entry.getKey());
      count++;
      if (template.isOfType(entry.getKey(), FUNCTION)) {
        count += properties.containsKey("Role") ? 0 : 1;
        count += properties.containsKey("AutoPublishAlias") ? 2 : 0;
        // At most a rule, a subscription or a mapping, and a permission.
        count += 2 * map(properties.get("Events")).size();
        count += properties.containsKey("DeploymentPreference") ? 1 : 0;
        deployments |= properties.containsKey("DeploymentPreference");
      } else if (template.isOfType(entry.getKey(), API)) {
        count += 2;
        count += map(map(properties.get("Auth")).get("Authorizers")).size();
        // Domain name, mapping, record set.
        count += properties.containsKey("Domain") ? 3 : 0;
      }
    }
    return count + (deployments ? 2 : 0);
  }
}
