package accounts.operator;

import java.util.Optional;

/**
 * A request of STS, {@code GetCallerIdentity}, that its sender signed and did not send: who sends
 * it instead learns from STS who signed it, and can do nothing else with it. So do HashiCorp
 * Vault's AWS auth method and the aws-iam-authenticator of EKS.
 *
 * @param date of the signature: {@code X-Amz-Date}
 * @param authorization the signature: {@code Authorization}. It covers {@link #REQUEST_HEADER}
 * @param token {@code X-Amz-Security-Token}, of credentials for a while
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
 */
public record CallerProof(String date, String authorization, Optional<String> token) {
  /** Has the {@link RequestDigest} of the request that the proof is for. */
  public static final String REQUEST_HEADER = "X-Accounts-Request";

  /** The body of the request of STS. */
  public static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";

  /** The type of that body. */
  public static final String CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8";

  /** Shows nothing: it is as good as a name and password, for the one request. */
  @Override
  public String toString() {
    return "CallerProof[…]";
  }
}
