package accounts.code;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.exceptions.JedisException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Signs on to ElastiCache by IAM: the password is a request to connect, presigned (Signature
 * Version 4) with the function's own credentials. It is made here, without any call, and is good
 * for 15 minutes, so each connection gets a new one. ElastiCache ends a connection 12 hours after
 * it signed on; the next call opens another.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html">Authenticating
 *     with IAM</a>
 */
final class RedisIamToken implements Supplier<RedisCredentials> {
  private static final Duration VALIDITY = Duration.ofMinutes(15);

  private final RedisSettings.Iam iam;
  private final AwsCredentialsProvider credentials;
  private final AwsRegionProvider region;
  private final Clock clock;

  RedisIamToken(
      RedisSettings.Iam iam,
      AwsCredentialsProvider credentials,
      AwsRegionProvider region,
      Clock clock) {
    this.iam = iam;
    this.credentials = credentials;
    this.region = region;
    this.clock = clock;
  }

  /** With the credentials and the region of the function. */
  static RedisIamToken ofFunction(RedisSettings.Iam iam, Clock clock) {
    return new RedisIamToken(
        iam,
        DefaultCredentialsProvider.builder().build(),
        new DefaultAwsRegionProviderChain(),
        clock);
  }

  /**
   * @throws JedisException if there are no credentials
   */
  @Override
  public RedisCredentials get() {
    try {
      return new DefaultRedisCredentials(iam.user(), token());
    } catch (SdkException e) {
      throw new JedisException("No token for Redis could be signed", e);
    }
  }

  private String token() {
    Region signedFor = region.getRegion();
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("http://" + iam.cacheName() + "/"))
            .putRawQueryParameter("Action", "connect")
            .putRawQueryParameter("User", iam.user());
    if (iam.serverless()) {
      request.putRawQueryParameter("ResourceType", "ServerlessCache");
    }
    URI signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials.resolveCredentials())
                        .request(request.build())
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, VALIDITY)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "elasticache")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, signedFor.id())
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
            .request()
            .getUri();
    return signed.toString().substring("http://".length());
  }
}
