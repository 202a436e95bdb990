package accounts.operator;

import accounts.json.Json;
import accounts.member.MemberId;
import accounts.store.AwsConnections;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Calls the function by Lambda's {@code Invoke}: one signed request, for which the SDK's own module
 * would be a megabyte more in every function's layer. It is sent once, so that nobody gets two
 * mails for one.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class LambdaVerificationSender implements VerificationSender {
  private static final String ALIAS = "live";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** More than that function may take, its start included. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(18);

  private static final int LONGEST_ANSWER = 65_536;

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final URI endpoint;
  private final String region;
  private final String function;

  LambdaVerificationSender(
      SdkHttpClient http,
      AwsCredentialsProvider credentials,
      URI endpoint,
      String region,
      String function) {
    this.http = http;
    this.credentials = credentials;
    this.endpoint = endpoint;
    this.region = region;
    this.function = function;
  }

  /**
   * The function of that name, called with this function's own credentials.
   *
   * @param endpoint see {@link #endpoint(String)}
   */
  public static LambdaVerificationSender of(
      String function, URI endpoint, String region, AwsConnections connections) {
    return new LambdaVerificationSender(
        connections.httpClient(CONNECT_TIMEOUT, ANSWER_TIMEOUT),
        DefaultCredentialsProvider.builder().build(),
        endpoint,
        region,
        function);
  }

  /** The address of Lambda in a Region. */
  public static URI endpoint(String region) {
    String suffix = PartitionMetadata.of(Region.of(region)).dnsSuffix();
    return URI.create("https://lambda." + region + "." + suffix);
  }

  @Override
  public Outcome send(MemberId member, String principal, Optional<String> reason) {
    Deadline.require("Lambda", ANSWER_TIMEOUT);
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("member", member.value());
    input.put("principal", principal);
    reason.ifPresent(text -> input.put("reason", text));
    try {
      return call(Json.write(input).getBytes(StandardCharsets.UTF_8));
    } catch (IOException | SdkException e) {
      throw new StoreUnavailableException("Lambda", e);
    }
  }

  private Outcome call(byte[] payload) throws IOException {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .encodedPath("/2015-03-31/functions/" + function + "/invocations")
            .putRawQueryParameter("Qualifier", ALIAS)
            .putHeader("Content-Type", "application/json")
            .putHeader("Content-Length", Integer.toString(payload.length))
            .build();
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(payload))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    HttpExecuteResponse response =
        http.prepareRequest(
                HttpExecuteRequest.builder()
                    .request(signed.request())
                    .contentStreamProvider(ContentStreamProvider.fromByteArray(payload))
                    .build())
            .call();
    String answer = read(response);
    int status = response.httpResponse().statusCode();
    boolean failed =
        response.httpResponse().firstMatchingHeader("X-Amz-Function-Error").isPresent();
    if (status != 200 || failed) {
      throw new IOException("Lambda answered " + status + (failed ? ": the function failed" : ""));
    }
    String outcome =
        Json.readObject(answer).map(LambdaVerificationSender::status).orElse("no object");
    try {
      return Outcome.valueOf(outcome);
    } catch (IllegalArgumentException e) {
      throw new IOException("The function answered nonsense", e);
    }
  }

  private static String status(ObjectNode answer) {
    return answer.path("status").asText();
  }

  private static String read(HttpExecuteResponse response) throws IOException {
    Optional<AbortableInputStream> stream = response.responseBody();
    if (stream.isEmpty()) {
      return "";
    }
    try (AbortableInputStream in = stream.get()) {
      return new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }
  }
}
