package accounts.operator;

import accounts.json.Json;
import accounts.store.AwsConnections;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Asks STS: sends the request that the caller signed, to the Region's own address and never to one
 * that the caller names, with the digest of the request at hand in the header that the signature
 * covers. Of another request the digest is another, and STS refuses the signature.
 */
public final class StsCallerIdentity implements CallerIdentity {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 2;
  private static final int LONGEST_ANSWER = 65_536;

  private final SdkHttpClient http;
  private final URI endpoint;

  StsCallerIdentity(SdkHttpClient http, URI endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  /**
   * STS at an address.
   *
   * @param endpoint the Region's own
   */
  public static StsCallerIdentity at(URI endpoint, AwsConnections connections) {
    return new StsCallerIdentity(connections.httpClient(CONNECT_TIMEOUT, ANSWER_TIMEOUT), endpoint);
  }

  @Override
  public Optional<Caller> of(CallerProof proof, String digest) {
    for (int attempt = 1; ; attempt++) {
      Deadline.require("STS", CONNECT_TIMEOUT.plus(ANSWER_TIMEOUT));
      try {
        return ask(proof, digest);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new StoreUnavailableException("STS", e);
        }
      }
    }
  }

  private Optional<Caller> ask(CallerProof proof, String digest) throws IOException {
    byte[] body = CallerProof.BODY.getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .putHeader("Accept", "application/json")
            .putHeader("Content-Type", CallerProof.CONTENT_TYPE)
            .putHeader("Content-Length", Integer.toString(body.length))
            .putHeader("X-Amz-Content-Sha256", CallerProof.BODY_DIGEST)
            .putHeader("X-Amz-Date", proof.date())
            .putHeader("Authorization", proof.authorization())
            .putHeader(CallerProof.REQUEST_HEADER, digest);
    proof.token().ifPresent(token -> request.putHeader("X-Amz-Security-Token", token));
    HttpExecuteResponse response =
        http.prepareRequest(
                HttpExecuteRequest.builder()
                    .request(request.build())
                    .contentStreamProvider(ContentStreamProvider.fromByteArray(body))
                    .build())
            .call();
    ObjectNode answer = read(response);
    int status = response.httpResponse().statusCode();
    if (status == 200) {
      return Optional.of(toCaller(answer));
    }
    if (status >= 500 || isThrottled(answer)) {
      throw new IOException("STS answered " + status);
    }
    return Optional.empty();
  }

  private static ObjectNode read(HttpExecuteResponse response) throws IOException {
    Optional<AbortableInputStream> stream = response.responseBody();
    if (stream.isEmpty()) {
      throw new IOException("STS answered nothing");
    }
    try (AbortableInputStream in = stream.get()) {
      String text = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
      return Json.readObject(text).orElseThrow(() -> new IOException("STS answered no JSON"));
    }
  }

  private static boolean isThrottled(ObjectNode answer) {
    String code = answer.path("Error").path("Code").asText();
    return code.contains("Throttl") || code.equals("RequestLimitExceeded");
  }

  private static Caller toCaller(ObjectNode answer) throws IOException {
    JsonNode result = answer.path("GetCallerIdentityResponse").path("GetCallerIdentityResult");
    String arn = result.path("Arn").asText();
    String account = result.path("Account").asText();
    if (!arn.startsWith("arn:") || account.isEmpty()) {
      throw new IOException("STS answered without an ARN");
    }
    return new Caller(arn, account);
  }
}
