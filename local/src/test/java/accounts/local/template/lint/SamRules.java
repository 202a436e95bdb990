package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.map;

import java.util.Map;

/** What SAM accepts and Lambda then refuses, or does otherwise than meant. */
final class SamRules {
  private static final String FUNCTION = "AWS::Serverless::Function";

  private final TemplateSource template;

  SamRules(TemplateSource template) {
    this.template = template;
  }

  void check() {
    boolean usesSam =
        template.resources().values().stream()
            .anyMatch(r -> String.valueOf(r.get("Type")).startsWith("AWS::Serverless::"));
    boolean transformed =
        TemplateSource.list(template.tree().get("Transform"))
            .contains("AWS::Serverless-2016-10-31");
    if (usesSam != transformed) {
      template.report(
          "sam-transform",
          "/Transform",
          "Transform: AWS::Serverless-2016-10-31 goes with AWS::Serverless types.");
    }
    for (String id : template.resources().keySet()) {
      if (template.isOfType(id, FUNCTION)) {
        function(id);
      }
      if (template.isOfType(id, "AWS::Serverless::Api")) {
        authorizers(id);
      }
    }
    template.section("Outputs").forEach(this::output);
  }

  private void function(String id) {
    String path = "/Resources/" + id;
    Map<String, Object> properties = template.properties(id);
    boolean snapStart = "PublishedVersions".equals(map(properties.get("SnapStart")).get("ApplyOn"));
    boolean alias = properties.containsKey("AutoPublishAlias");
    if (snapStart && properties.containsKey("ProvisionedConcurrencyConfig")) {
      template.report(
          "snapstart", path, id + ": SnapStart does not go with ProvisionedConcurrencyConfig.");
    }
    if (snapStart && !alias) {
      template.report("snapstart", path, id + ": SnapStart needs AutoPublishAlias.");
    }
    if (snapStart
        && map(properties.get("EphemeralStorage")).get("Size") instanceof Long size
        && size > 512) {
      template.report("snapstart", path, id + ": SnapStart allows 512 MB of EphemeralStorage.");
    }
    if (properties.containsKey("DeploymentPreference") && !alias) {
      template.report("deployment", path, id + ": DeploymentPreference needs AutoPublishAlias.");
    }
    if (properties.containsKey("ProvisionedConcurrencyConfig") && !alias) {
      template.report(
          "deployment", path, id + ": ProvisionedConcurrencyConfig needs AutoPublishAlias.");
    }
  }

  /** SAM wires events to the alias by itself, an authorizer not. */
  private void authorizers(String id) {
    Map<String, Object> authorizers =
        map(map(template.properties(id).get("Auth")).get("Authorizers"));
    authorizers.forEach(
        (name, authorizer) -> {
          Object arn = map(authorizer).get("FunctionArn");
          if (arn != null && isUnqualified(arn)) {
            template.report(
                "authorizer-alias",
                "/Resources/" + id + "/Properties/Auth/Authorizers/" + name + "/FunctionArn",
                "The authorizer has to be the alias: !Ref Function.Alias.");
          }
        });
  }

  private void output(String name, Object output) {
    Object value = map(output).get("Value");
    if (value != null && isUnqualified(value)) {
      template.report(
          "authorizer-alias",
          "/Outputs/" + name + "/Value",
          "Others would call the unpublished version: give them !Ref Function.Alias.");
    }
  }

  /** Whether it is the ARN, without alias, of a function here that has one. */
  private boolean isUnqualified(Object arn) {
    Map<String, Object> call = map(arn);
    String dotted =
        call.get("Fn::GetAtt") instanceof java.util.List<?> parts
            ? String.join(".", parts.stream().map(String::valueOf).toList())
            : String.valueOf(call.getOrDefault("Fn::GetAtt", call.getOrDefault("Fn::Sub", "")));
    String text = dotted.replaceAll("^\\$\\{(.*)}$", "$1");
    if (!text.endsWith(".Arn")) {
      return false;
    }
    String id = text.substring(0, text.length() - 4);
    return template.isOfType(id, FUNCTION)
        && template.properties(id).containsKey("AutoPublishAlias");
  }
}
