package accounts.cli;

import accounts.operator.CallerProof;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;

/** Signs the proof of who calls, without any call. */
final class SignedProof {
  private SignedProof() {}

  /**
   * @param sts where the function will send it
   * @param digest of the request that it is for
   */
  static CallerProof of(AwsCredentialsProvider credentials, Region region, URI sts, String digest) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(sts)
            .putHeader("Content-Type", CallerProof.CONTENT_TYPE)
            .putHeader(CallerProof.REQUEST_HEADER, digest)
            .build();
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(
                            ContentStreamProvider.fromByteArray(
                                CallerProof.BODY.getBytes(StandardCharsets.UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()))
            .request();
    return new CallerProof(
        header(signed, "X-Amz-Date").orElseThrow(),
        header(signed, "Authorization").orElseThrow(),
        header(signed, "X-Amz-Security-Token"));
  }

  private static Optional<String> header(SdkHttpRequest request, String name) {
    return request.firstMatchingHeader(name);
  }
}
