package accounts.local.template.lint;

import java.util.Comparator;
import java.util.List;

/**
 * Holds a template against the rules of CloudFormation, of SAM and of this project. What it cannot
 * know, because only AWS does, {@code sam validate --lint} and a deployment tell.
 */
final class TemplateLint {
  private TemplateLint() {}

  /** What is wrong, in the order of the lines; empty if nothing is. */
  static List<Finding> check(String yaml) {
    TemplateSource template = new TemplateSource(yaml);
    Conditions conditions = new Conditions(template);
    new ResourceRules(template, conditions).check();
    new References(template, conditions).check();
    new ParameterRules(template).check();
    new PolicyRules(template).check();
    new SecretRules(template).check();
    new SamRules(template).check();
    new LimitRules(template).check();
    return template.findings().stream().sorted(Comparator.comparingInt(Finding::line)).toList();
  }
}
