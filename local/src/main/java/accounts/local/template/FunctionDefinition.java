package accounts.local.template;

import accounts.local.iam.Statement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A function.
 *
 * @param logicalId its key in the template, such as {@code SignupFunction}
 * @param name its physical name
 * @param code a jar or a directory of classes
 * @param layers directories that hold {@code java/lib/*.jar}
 * @param snapStart whether its versions start from a snapshot
 * @param statements what the function's role allows
 * @param topics the ARNs of the SNS topics whose messages it gets
 * @param deadLetterQueue the ARN that events go to which it was called with asynchronously and in
 *     vain; empty: none
 */
public record FunctionDefinition(
    String logicalId,
    String name,
    Path code,
    String handler,
    Duration timeout,
    int memoryMegabytes,
    Map<String, String> environment,
    List<Path> layers,
    boolean snapStart,
    List<Statement> statements,
    List<StreamSource> streams,
    List<String> topics,
    String deadLetterQueue) {

  /** The function's ARN. */
  public String arn() {
    return PseudoParameters.arn("lambda", "function:" + name);
  }
}
