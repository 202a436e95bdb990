package accounts.local.template.lint;

import static accounts.local.template.lint.TemplateSource.map;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** CloudFormation's limits. */
final class LimitRules {
  /** Past this a template has to come from S3; {@code sam deploy} sends each by S3. */
  static final int INLINE_BYTES = 51_200;

  private static final int S3_BYTES = 1_000_000;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,255}");
  private static final Map<String, Integer> ENTRIES =
      Map.of("Parameters", 200, "Outputs", 200, "Mappings", 200);

  private final TemplateSource template;

  LimitRules(TemplateSource template) {
    this.template = template;
  }

  void check() {
    ENTRIES.forEach(
        (section, limit) -> {
          int size = template.section(section).size();
          if (size > limit) {
            template.report(
                "limit", "/" + section, size + " " + section + ", but " + limit + " are allowed.");
          }
        });
    int resources = SamExpansion.count(template);
    if (resources > 500) {
      template.report(
          "limit", "/Resources", "About " + resources + " resources, but 500 are allowed.");
    }
    if (template.bytes() > S3_BYTES) {
      template.report("limit", "", template.bytes() + " bytes, but 1 MB is allowed.");
    }
    length("/Description", template.tree().get("Description"), 1024);
    for (String section : List.of("Parameters", "Mappings", "Conditions", "Resources", "Outputs")) {
      template
          .section(section)
          .forEach(
              (id, element) -> {
                String path = "/" + section + "/" + id;
                if (!ID.matcher(id).matches()) {
                  template.report(
                      "logical-id", path, id + ": letters and digits only, at most 255.");
                }
                if (section.equals("Parameters")) {
                  length(path + "/Description", map(element).get("Description"), 4000);
                  length(path + "/Default", map(element).get("Default"), 4096);
                }
                if (section.equals("Outputs")) {
                  length(path + "/Description", map(element).get("Description"), 1024);
                }
              });
    }
  }

  private void length(String path, @org.jspecify.annotations.Nullable Object text, int limit) {
    int bytes = String.valueOf(text).getBytes(StandardCharsets.UTF_8).length;
    if (text != null && bytes > limit) {
      template.report("limit", path, bytes + " bytes, but " + limit + " are allowed.");
    }
  }
}
