package accounts.token;

import accounts.store.AwsConnections;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** The key ring as a secret in AWS Secrets Manager. */
public final class SecretsManagerKeyRing implements KeyRingVersions {
  /** The longest a call may take, retries included; less where the request's time is short. */
  public static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** What a call leaves of the request's time: a call to the table comes after it. */
  private static final Duration LEFT_FOR_THE_TABLE = Duration.ofSeconds(2);

  private static final String NAME = "The key ring in Secrets Manager";

  private final SecretsManagerClient client;
  private final String secret;
  private final TokenAlgorithm initial;

  /**
   * @param secret its ARN
   * @param initial by which algorithm a secret signs that was never rotated
   */
  public SecretsManagerKeyRing(SecretsManagerClient client, String secret, TokenAlgorithm initial) {
    this.client = client;
    this.secret = secret;
    this.initial = initial;
  }

  /** A client with the timeouts above; region, credentials and endpoint as the SDK finds them. */
  public static SecretsManagerClient newClient(AwsConnections connections) {
    return configure(SecretsManagerClient.builder(), connections).build();
  }

  static SecretsManagerClientBuilder configure(
      SecretsManagerClientBuilder builder, AwsConnections connections) {
    return builder
        .httpClient(connections.httpClient(CONNECT_TIMEOUT, ATTEMPT_TIMEOUT))
        .overrideConfiguration(
            c ->
                c.apiCallTimeout(TIMEOUT)
                    .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                    .retryStrategy(RetryMode.STANDARD));
  }

  @Override
  public String id() {
    return secret;
  }

  @Override
  public KeyRing read() {
    return call(
        () ->
            KeyRing.parse(
                client
                    .getSecretValue(
                        r ->
                            r.secretId(secret).versionStage(CURRENT).overrideConfiguration(limit()))
                    .secretString(),
                initial));
  }

  @Override
  public Status status() {
    DescribeSecretResponse found =
        call(() -> client.describeSecret(r -> r.secretId(secret).overrideConfiguration(limit())));
    Map<String, Set<String>> stages =
        found.versionIdsToStages().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    return new Status(Boolean.TRUE.equals(found.rotationEnabled()), stages);
  }

  @Override
  public Optional<KeyRing> pending(String version) {
    return call(
        () -> {
          try {
            return Optional.of(
                KeyRing.parse(
                    client
                        .getSecretValue(
                            r ->
                                r.secretId(secret)
                                    .versionId(version)
                                    .versionStage(PENDING)
                                    .overrideConfiguration(limit()))
                        .secretString(),
                    initial));
          } catch (ResourceNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void putPending(String version, KeyRing ring) {
    call(
        () -> {
          try {
            return client.putSecretValue(
                r ->
                    r.secretId(secret)
                        .clientRequestToken(version)
                        .secretString(ring.text())
                        .versionStages(PENDING)
                        .overrideConfiguration(limit()));
          } catch (ResourceExistsException e) {
            return version; // it has a ring, from another run of the same step
          }
        });
  }

  @Override
  public void makeCurrent(String version, String instead) {
    call(
        () ->
            client.updateSecretVersionStage(
                r ->
                    r.secretId(secret)
                        .versionStage(CURRENT)
                        .moveToVersionId(version)
                        .removeFromVersionId(instead)
                        .overrideConfiguration(limit())));
  }

  @Override
  public void discard(String version) {
    call(
        () ->
            client.updateSecretVersionStage(
                r ->
                    r.secretId(secret)
                        .versionStage(PENDING)
                        .removeFromVersionId(version)
                        .overrideConfiguration(limit())));
  }

  private static AwsRequestOverrideConfiguration limit() {
    return AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(Deadline.limit(NAME, TIMEOUT, LEFT_FOR_THE_TABLE))
        .build();
  }

  private static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      String code =
          e instanceof AwsServiceException s && s.awsErrorDetails() != null
              ? " (" + s.awsErrorDetails().errorCode() + ")"
              : "";
      throw new StoreUnavailableException(NAME + code, e);
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException(NAME, e);
    }
  }
}
