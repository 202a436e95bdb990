package accounts.local.lambda;

import accounts.local.iam.Signature;
import accounts.local.net.Loopback;
import accounts.local.template.FunctionDefinition;
import accounts.local.template.PseudoParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment variables of a function: the template's, Lambda's own, and the AWS SDK's for the
 * endpoints of the stack. Nothing else is inherited but what a process needs to run.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime">Defined
 *     runtime environment variables</a>
 */
final class FunctionVariables {
  /** The access key id tells the stack's endpoints which function calls. */
  static final String ACCESS_KEY_PREFIX = "LOCAL";

  private static final List<String> INHERITED = List.of("PATH", "HOME", "TMPDIR");

  private final int runtimeApiPort;
  private final String awsEndpoint;

  FunctionVariables(int runtimeApiPort, String awsEndpoint) {
    this.runtimeApiPort = runtimeApiPort;
    this.awsEndpoint = awsEndpoint;
  }

  /**
   * @param snapStart whether the environment starts from a snapshot
   */
  Map<String, String> of(FunctionDefinition function, String environmentId, boolean snapStart) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : INHERITED) {
      String value = System.getenv(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    variables.put("LANG", "en_US.UTF-8");
    variables.put("TZ", ":UTC");
    variables.putAll(function.environment());
    // The client puts its paths behind this address, so each environment has an API of its own.
    variables.put(
        "AWS_LAMBDA_RUNTIME_API",
        Loopback.HOST + ":" + runtimeApiPort + RuntimeApi.PATH + environmentId);
    variables.put("AWS_REGION", PseudoParameters.REGION);
    variables.put("AWS_DEFAULT_REGION", PseudoParameters.REGION);
    variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
    variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(function.memoryMegabytes()));
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", environmentId);
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", snapStart ? "snap-start" : "on-demand");
    variables.put("LAMBDA_TASK_ROOT", "/var/task");
    variables.put("_HANDLER", function.handler());
    if (snapStart) {
      // As on Lambda: credentials in variables would be as old as the snapshot.
      variables.put(
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          awsEndpoint + Lambda.CREDENTIALS + ACCESS_KEY_PREFIX + function.logicalId());
      variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "local");
    } else {
      variables.put("AWS_ACCESS_KEY_ID", ACCESS_KEY_PREFIX + function.logicalId());
      variables.put("AWS_SECRET_ACCESS_KEY", Signature.SECRET);
      variables.put("AWS_SESSION_TOKEN", "local");
    }
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    // The first is for all other services: a call to one is refused here and never leaves the
    // machine.
    variables.put("AWS_ENDPOINT_URL", awsEndpoint);
    variables.put("AWS_ENDPOINT_URL_DYNAMODB", awsEndpoint);
    variables.put("AWS_ENDPOINT_URL_SESV2", awsEndpoint);
    return variables;
  }
}
