package accounts.store;

import accounts.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
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
 * A service of AWS that is called seldom, by single signed requests. The SDK's client of a service
 * does more, and its classes took more of an authorizer's start than all else that an authorizer
 * does (docs/performance.md).
 */
public final class AwsService {
  private static final int LONGEST_ANSWER = 131_072;

  /** In all, as the SDK's standard mode has it. */
  private static final int ATTEMPTS = 3;

  /** The most before the second attempt; twice as long before the third. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final Set<String> TRANSIENT =
      Set.of(
          "LimitExceededException",
          "RequestLimitExceeded",
          "RequestTimeout",
          "RequestTimeoutException",
          "ServiceUnavailable",
          "ServiceUnavailableException",
          "TooManyRequestsException");

  private final Random random = new Random();
  private final SdkHttpClient http;
  private final Duration answer;
  private final AwsCredentialsProvider credentials;
  private final String name;
  private final String region;
  private final URI endpoint;

  /**
   * @param answer how long {@code http} waits for an answer
   * @param credentials that sign
   * @param name by which requests are signed, such as {@code lambda}
   */
  AwsService(
      SdkHttpClient http,
      Duration answer,
      AwsCredentialsProvider credentials,
      String name,
      String region,
      URI endpoint) {
    this.http = http;
    this.answer = answer;
    this.credentials = credentials;
    this.name = name;
    this.region = region;
    this.endpoint = endpoint;
  }

  /**
   * The service did not do what it was asked. Holds no text of its own, which may quote a value.
   */
  public static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    Refusal(String code) {
      super(code);
      this.code = code;
    }

    /** The service's code, such as {@code ResourceNotFoundException}. */
    public String code() {
      return code;
    }
  }

  /** What a service answered. */
  public record Answer(HttpExecuteResponse response, String body) {
    public int status() {
      return response.httpResponse().statusCode();
    }

    public Optional<String> header(String header) {
      return response.httpResponse().firstMatchingHeader(header);
    }
  }

  /**
   * A service, called with the function's own credentials.
   *
   * @param name by which requests are signed, such as {@code lambda}
   * @param endpoint where it answers; nothing: the Region's own address
   * @param connect how long connecting may take
   * @param answer how long an answer may let itself be waited for
   */
  public static AwsService of(
      String name,
      String region,
      Optional<URI> endpoint,
      AwsConnections connections,
      Duration connect,
      Duration answer) {
    return new AwsService(
        connections.httpClient(connect, answer),
        answer,
        connections.credentials(),
        name,
        region,
        endpoint.orElseGet(() -> endpoint(name, region)));
  }

  /** The same service, called with other credentials. */
  public AwsService signedBy(AwsCredentialsProvider other) {
    return new AwsService(http, answer, other, name, region, endpoint);
  }

  /** The address of a service in a Region. */
  public static URI endpoint(String name, String region) {
    String suffix = PartitionMetadata.of(Region.of(region)).dnsSuffix();
    return URI.create("https://" + name + "." + region + "." + suffix);
  }

  /**
   * Calls an operation of a service that speaks AWS's JSON protocol 1.1. Tries again as the SDK's
   * clients do by default, three times in all: when there is no answer, when the service is in
   * trouble or says that it is called too often.
   *
   * @param operation as {@code X-Amz-Target} has it, such as {@code secretsmanager.GetSecretValue}
   * @param limit so long after its beginning no call is waited for that could be too late
   * @throws Refusal if the service answers by an error
   * @throws IOException if there is no answer
   */
  public ObjectNode call(String operation, Map<String, ?> request, Duration limit)
      throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    for (int attempt = 1; ; attempt++) {
      try {
        return call(operation, request);
      } catch (IOException e) {
        long pause = (long) (random.nextDouble() * (PAUSE.toNanos() << (attempt - 1)));
        boolean inTime = System.nanoTime() + pause + answer.toNanos() < end;
        if (attempt == ATTEMPTS || !inTime || (e instanceof Refusal r && !isTransient(r))) {
          throw e;
        }
        DynamoTable.pause(Duration.ofNanos(pause));
      }
    }
  }

  private ObjectNode call(String operation, Map<String, ?> request) throws IOException {
    Answer answer =
        post(
            "/",
            Map.of(),
            Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", operation),
            Json.write(request));
    ObjectNode body =
        Json.readObject(answer.body()).orElseThrow(() -> new IOException("The answer is no JSON"));
    if (answer.status() != 200) {
      String type = body.path("__type").asText();
      String code = type.substring(type.indexOf('#') + 1);
      throw new Refusal(code.isEmpty() ? Integer.toString(answer.status()) : code);
    }
    return body;
  }

  /** As the SDK has it (RetryUtils and RetryPredicates). */
  private static boolean isTransient(Refusal refusal) {
    String code = refusal.code();
    return code.startsWith("Throttl")
        || code.startsWith("Internal")
        || code.startsWith("5")
        || TRANSIENT.contains(code);
  }

  /**
   * Sends one request.
   *
   * @throws IOException if there is no answer, or there are no credentials
   */
  public Answer post(
      String path, Map<String, String> query, Map<String, String> headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    ContentStreamProvider content = ContentStreamProvider.fromByteArray(bytes);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .encodedPath(path)
            .putHeader("Content-Length", Integer.toString(bytes.length));
    query.forEach(request::putRawQueryParameter);
    headers.forEach(request::putHeader);
    HttpExecuteResponse response =
        http.prepareRequest(
                HttpExecuteRequest.builder()
                    .request(sign(request.build(), content).request())
                    .contentStreamProvider(content)
                    .build())
            .call();
    return new Answer(response, read(response));
  }

  private SignedRequest sign(SdkHttpRequest request, ContentStreamProvider content)
      throws IOException {
    try {
      return AwsV4HttpSigner.create()
          .sign(
              r ->
                  r.identity(credentials.resolveCredentials())
                      .request(request)
                      .payload(content)
                      .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, name)
                      .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    } catch (SdkException e) {
      throw new IOException("Nothing could be signed", e);
    }
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
