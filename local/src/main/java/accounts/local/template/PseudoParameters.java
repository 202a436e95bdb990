package accounts.local.template;

import java.util.Map;

/** CloudFormation's pseudo parameters, with the values they have on the local stack. */
public final class PseudoParameters {
  /** {@code AWS::Region}. */
  public static final String REGION = "us-east-1";

  /** {@code AWS::AccountId}: the account number of AWS's own examples. */
  public static final String ACCOUNT_ID = "123456789012";

  /** {@code AWS::StackName}. */
  public static final String STACK_NAME = "accounts";

  /** The id of the local stack's REST API. */
  public static final String API_ID = "local";

  static final Map<String, String> VALUES =
      Map.of(
          "AWS::Region",
          REGION,
          "AWS::AccountId",
          ACCOUNT_ID,
          "AWS::StackName",
          STACK_NAME,
          "AWS::StackId",
          "arn:aws:cloudformation:%s:%s:stack/%s/local".formatted(REGION, ACCOUNT_ID, STACK_NAME),
          "AWS::Partition",
          "aws",
          "AWS::URLSuffix",
          "amazonaws.com");

  private PseudoParameters() {}

  /** An ARN in the local stack's region and account. */
  public static String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, REGION, ACCOUNT_ID, resource);
  }
}
