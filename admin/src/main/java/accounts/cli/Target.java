package accounts.cli;

import accounts.store.DynamoTable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * The stack that a command works on, with the operator's own credentials.
 *
 * <p>The local stack takes any access key id for the name of an IAM user, with the secret {@code
 * local}.
 */
public final class Target implements AutoCloseable {
  /** The name of the local stack's stack. */
  private static final String LOCAL_STACK = "accounts";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than the function that is called may take. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private final String stack;
  private final Region region;
  private final AwsCredentialsProvider credentials;
  private final Optional<URI> endpoint;
  private Optional<DynamoDbClient> dynamoDb = Optional.empty();
  private Optional<LambdaClient> lambda = Optional.empty();

  private Target(
      String stack, Region region, AwsCredentialsProvider credentials, Optional<URI> endpoint) {
    this.stack = stack;
    this.region = region;
    this.credentials = credentials;
    this.endpoint = endpoint;
  }

  /**
   * A deployed stack.
   *
   * @param region nothing: as the SDK finds it
   * @param profile nothing: credentials as the SDK finds them
   */
  static Target deployed(String stack, Optional<String> region, Optional<String> profile) {
    DefaultCredentialsProvider.Builder credentials = DefaultCredentialsProvider.builder();
    profile.ifPresent(credentials::profileName);
    return new Target(
        stack,
        region.map(Region::of).orElseGet(() -> found(profile)),
        credentials.build(),
        Optional.empty());
  }

  private static Region found(Optional<String> profile) {
    try {
      DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
      profile.ifPresent(chain::profileName);
      return chain.build().getRegion();
    } catch (SdkClientException e) {
      throw new CommandException("No Region is set: give --region, or set AWS_REGION.", e);
    }
  }

  /**
   * The local stack.
   *
   * @param url where it answers as AWS
   * @param user the IAM user to be; nothing: named as the user of this machine
   */
  static Target local(URI url, Optional<String> user) {
    if (!"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new CommandException("--local takes an address such as http://127.0.0.1:3001.");
    }
    // The functions know the stack by its number, and what is signed has the host in it.
    String host = url.getHost().equals("localhost") ? "127.0.0.1" : url.getHost();
    URI endpoint = URI.create("http://" + host + (url.getPort() < 0 ? "" : ":" + url.getPort()));
    String name = user.orElseGet(() -> System.getProperty("user.name", "operator"));
    if (!name.matches("[A-Za-z0-9+=,.@_-]{1,64}")) {
      throw new CommandException("--as takes the name of an IAM user.");
    }
    return new Target(
        LOCAL_STACK,
        Region.US_EAST_1,
        StaticCredentialsProvider.create(AwsBasicCredentials.create(name, "local")),
        Optional.of(endpoint));
  }

  /** The name of the stack. */
  public String stack() {
    return stack;
  }

  public Region region() {
    return region;
  }

  /** Where the stack is, in words. */
  String place() {
    return endpoint.map(URI::toString).orElseGet(region::id);
  }

  AwsCredentialsProvider credentials() {
    return credentials;
  }

  /** Where AWS answers; nothing: where the SDK finds it. */
  Optional<URI> endpoint() {
    return endpoint;
  }

  /** The stack's table, by its name; {@link TableOptions} knows it. */
  public DynamoTable table(String name) {
    return new DynamoTable(dynamoDb(), name);
  }

  /** DynamoDB, with the SDK's standard retries. For several threads. */
  public DynamoDbClient dynamoDb() {
    if (dynamoDb.isEmpty()) {
      dynamoDb = Optional.of(client(DynamoDbClient.builder(), Duration.ofSeconds(10)));
    }
    return dynamoDb.get();
  }

  LambdaClient lambda() {
    if (lambda.isEmpty()) {
      lambda = Optional.of(client(LambdaClient.builder(), ANSWER_TIMEOUT));
    }
    return lambda.get();
  }

  private <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(
      B builder, Duration answer) {
    builder
        .region(region)
        .credentialsProvider(credentials)
        .httpClient(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(answer)
                .build())
        .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD));
    endpoint.ifPresent(builder::endpointOverride);
    return builder.build();
  }

  @Override
  public void close() {
    dynamoDb.ifPresent(DynamoDbClient::close);
    lambda.ifPresent(LambdaClient::close);
  }
}
