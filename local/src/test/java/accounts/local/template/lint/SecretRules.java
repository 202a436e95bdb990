package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.map;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Secrets stay secret, and nothing names an account, a Region or a partition. */
final class SecretRules {
  private static final Pattern ARN = Pattern.compile("arn:(aws[a-z-]*):");
  private static final Pattern ACCOUNT =
      Pattern.compile("(?<![0-9A-Za-z])[0-9]{12}(?![0-9A-Za-z])");
  private static final Pattern REGION =
      Pattern.compile(
          "(?<![a-z])(af|ap|ca|cn|eu|il|me|mx|sa|us)(-gov)?-(central|east|north|northeast|northwest|south|southeast|southwest|west)-[1-9]");
  private static final Pattern HOST = Pattern.compile("https://[^/\\s]*amazonaws\\.com");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}.]+)[^}]*}");

  private final TemplateSource template;
  private final Set<String> secrets = new HashSet<>();

  SecretRules(TemplateSource template) {
    this.template = template;
    template
        .section("Parameters")
        .forEach(
            (name, parameter) -> {
              if ("true".equals(String.valueOf(map(parameter).get("NoEcho")))) {
                secrets.add(name);
              }
            });
  }

  void check() {
    for (String section : List.of("Outputs", "Metadata")) {
      shown(template.section(section), "/" + section, true);
    }
    shown(template.section("Resources"), "/Resources", false);
    for (String section : List.of("Globals", "Conditions", "Resources", "Outputs")) {
      fixed(template.section(section), "/" + section);
    }
  }

  /** Outputs, descriptions and metadata are shown in the console. */
  private void shown(@Nullable Object node, String path, boolean isShown) {
    if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        shown(list.get(i), path + "/" + i, isShown);
      }
      return;
    }
    if (node instanceof String text && isShown) {
      if (text.contains("{{resolve:")) {
        template.report("secret-shown", path, "A resolved secret would be shown here.");
      }
      return;
    }
    map(node)
        .forEach(
            (key, child) -> {
              boolean here =
                  isShown
                      || key.equals("Description")
                      || key.equals("Metadata")
                      || key.equals("Tags");
              if (here && namesSecret(key, child)) {
                template.report("secret-shown", path, "A NoEcho parameter would be shown here.");
              }
              shown(child, path + "/" + key, here);
            });
  }

  private boolean namesSecret(String key, Object value) {
    if (key.equals("Ref")) {
      return secrets.contains(String.valueOf(value));
    }
    if (key.equals("Fn::Sub")) {
      Matcher variables = VARIABLE.matcher(String.valueOf(value));
      while (variables.find()) {
        if (secrets.contains(variables.group(1))) {
          return true;
        }
      }
    }
    return false;
  }

  private void fixed(@Nullable Object node, String path) {
    if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        fixed(list.get(i), path + "/" + i);
      }
      return;
    }
    if (node instanceof Map<?, ?> children) {
      for (Map.Entry<?, ?> child : children.entrySet()) {
        String key = String.valueOf(child.getKey());
        if (!key.equals("Description") && !key.equals("ResponseTemplates")) {
          fixed(child.getValue(), path + "/" + key);
        }
      }
      return;
    }
    String text = String.valueOf(node);
    if (ARN.matcher(text).find()) {
      template.report("fixed-partition", path, "Use ${AWS::Partition}: " + text);
    }
    if (ACCOUNT.matcher(text).find()) {
      template.report("fixed-account", path, "Use ${AWS::AccountId}: " + text);
    }
    if (REGION.matcher(text).find()) {
      template.report("fixed-region", path, "Use ${AWS::Region}: " + text);
    }
    if (HOST.matcher(text).find()) {
      template.report("fixed-partition", path, "Use ${AWS::URLSuffix}: " + text);
    }
  }
}
