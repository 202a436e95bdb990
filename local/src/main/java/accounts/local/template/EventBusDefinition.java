package accounts.local.template;

/**
 * An EventBridge event bus.
 *
 * @param logicalId its key in the template
 * @param name its physical name
 */
public record EventBusDefinition(String logicalId, String name) {

  /** The bus's ARN. */
  public String arn() {
    return arn(name);
  }

  /** The ARN of the bus of that name, in the local stack's region and account. */
  public static String arn(String name) {
    return PseudoParameters.arn("events", "event-bus/" + name);
  }
}
