package accounts.operator;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request of STS, {@code GetCallerIdentity}, that its sender signed and did not send: who sends
 * it instead learns from STS who signed it, and can do nothing else with it. So do HashiCorp
 * Vault's AWS auth method and the aws-iam-authenticator of EKS.
 *
 * <p>What is signed has to cover the header {@value #REQUEST_HEADER}: STS looks at no header that
 * is not signed, and without it one proof would be good for every request.
 *
 * @param date of the signature: {@code X-Amz-Date}
 * @param authorization the signature: {@code Authorization}
 * @param token {@code X-Amz-Security-Token}, of temporary credentials
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html">Signature
 *     Version 4</a>
 */
public record CallerProof(String date, String authorization, Optional<String> token) {
  /** Has the {@link RequestDigest} of the request that the proof is for. */
  public static final String REQUEST_HEADER = "X-Accounts-Request";

  /** The body of the request of STS. */
  public static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";

  /** The SHA-256 of that body, in hex: {@code X-Amz-Content-Sha256}, which the SDKs sign. */
  public static final String BODY_DIGEST =
      "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843";

  /** The type of that body. */
  public static final String CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8";

  private static final int LONGEST_TOKEN = 16_384;
  private static final Pattern DATE = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9+/=_-]+");

  /** Narrower than what AWS takes, so that nothing can be read in two ways. */
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[A-Za-z0-9+=,.@_-]{1,128}/[0-9]{8}/[a-z0-9-]{1,32}/sts/aws4_request,"
              + " SignedHeaders=([a-z0-9-]+(?:;[a-z0-9-]+){0,9}),"
              + " Signature=[0-9a-f]{64}");

  /** What the function sends, and no other header. */
  private static final Set<String> SENT =
      Set.of(
          "accept",
          "content-type",
          "host",
          "x-accounts-request",
          "x-amz-content-sha256",
          "x-amz-date",
          "x-amz-security-token");

  private static final List<String> REQUIRED = List.of("host", "x-accounts-request", "x-amz-date");

  public CallerProof {
    if (!isWellFormed(date, authorization, token)) {
      throw new IllegalArgumentException("Not a proof");
    }
  }

  /** The proof, or nothing if it can be none. */
  public static Optional<CallerProof> parse(
      String date, String authorization, Optional<String> token) {
    return isWellFormed(date, authorization, token)
        ? Optional.of(new CallerProof(date, authorization, token))
        : Optional.empty();
  }

  private static boolean isWellFormed(String date, String authorization, Optional<String> token) {
    Matcher parts = AUTHORIZATION.matcher(authorization);
    if (!DATE.matcher(date).matches()
        || !parts.matches()
        || token
            .filter(t -> t.length() > LONGEST_TOKEN || !TOKEN.matcher(t).matches())
            .isPresent()) {
      return false;
    }
    List<String> signed = Arrays.asList(parts.group(1).split(";", -1));
    return new HashSet<>(signed).size() == signed.size()
        && SENT.containsAll(signed)
        && signed.containsAll(REQUIRED);
  }

  /** Shows nothing: it is as good as a name and password, for the one request. */
  @Override
  public String toString() {
    return "CallerProof[…]";
  }
}
