package accounts.operator;

/**
 * Who calls.
 *
 * @param arn of the IAM user or of the session of a role
 * @param account the number of the AWS account
 */
public record Caller(String arn, String account) {}
