package accounts.local.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All of the template that the local stack runs.
 *
 * @param notRun what the template has and the local stack does not run by itself, one line each
 */
public record StackDefinition(
    ApiDefinition api,
    List<RouteDefinition> routes,
    Map<String, FunctionDefinition> functions,
    Map<String, TableDefinition> tables,
    Map<String, SecretDefinition> secrets,
    MailDefinition mail,
    Map<String, EventBusDefinition> eventBuses,
    Map<String, String> parameters,
    List<String> notRun) {

  /**
   * The function of that logical id, or of that folder: {@code ResendCodeFunction}, {@code
   * ResendCode} and {@code resend-code} are the same.
   */
  public FunctionDefinition function(String name) {
    String wanted = plain(name);
    return functions.values().stream()
        .filter(function -> plain(function.logicalId()).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new TemplateException(
                    "The template has no function "
                        + name
                        + "; it has "
                        + String.join(", ", functions.keySet())
                        + "."));
  }

  private static String plain(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    return plain.endsWith("function")
        ? plain.substring(0, plain.length() - "function".length())
        : plain;
  }
}
