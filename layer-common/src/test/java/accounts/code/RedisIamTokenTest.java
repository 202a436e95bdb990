package accounts.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.exceptions.JedisException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * The expected tokens are signed here by the steps of AWS's Signature Version 4, without the SDK.
 */
class RedisIamTokenTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private static RedisCredentials credentials(RedisSettings.Iam iam, AwsCredentials credentials) {
    return new RedisIamToken(
            iam, StaticCredentialsProvider.create(credentials), () -> Region.EU_CENTRAL_1, CLOCK)
        .get();
  }

  private static String token(RedisSettings.Iam iam, AwsCredentials credentials) {
    return new String(credentials(iam, credentials).getPassword());
  }

  @Test
  void replicationGroup_isSignedAsAwsDescribes() throws Exception {
    String query =
        "Action=connect&User=codes-user"
            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-central-1%2Felasticache%2Faws4_request"
            + "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host";

    String token =
        token(
            new RedisSettings.Iam("codes-user", "codes", false),
            AwsBasicCredentials.create("AKIDEXAMPLE", SECRET));

    assertThat(token).startsWith("codes/?");
    assertThat(parameters(token)).containsExactlyInAnyOrder(signed("codes", query));
  }

  @Test
  void serverlessCache_withAFunctionsCredentials_isSignedAsAwsDescribes() throws Exception {
    String session = "IQoJb3JpZ2luX2VjE+/=token";
    // Sorted by name, as the canonical request is.
    String query =
        "Action=connect&ResourceType=ServerlessCache&User=codes-user"
            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-central-1%2Felasticache%2Faws4_request"
            + "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900"
            + "&X-Amz-Security-Token="
            + URLEncoder.encode(session, StandardCharsets.UTF_8)
            + "&X-Amz-SignedHeaders=host";

    String token =
        token(
            new RedisSettings.Iam("codes-user", "codes", true),
            AwsSessionCredentials.create("AKIDEXAMPLE", SECRET, session));

    assertThat(token).startsWith("codes/?");
    assertThat(parameters(token)).containsExactlyInAnyOrder(signed("codes", query));
  }

  @Test
  void user_isTheIamUser() {
    assertThat(
            credentials(
                    new RedisSettings.Iam("codes-user", "codes", true),
                    AwsBasicCredentials.create("AKIDEXAMPLE", SECRET))
                .getUser())
        .isEqualTo("codes-user");
  }

  @Test
  void noCredentials_isAFailureOfRedis() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("none");
        };
    RedisIamToken token =
        new RedisIamToken(
            new RedisSettings.Iam("codes-user", "codes", true),
            none,
            () -> Region.US_EAST_1,
            CLOCK);

    assertThatThrownBy(token::get).isInstanceOf(JedisException.class);
  }

  private static String[] parameters(String token) {
    return token.substring(token.indexOf('?') + 1).split("&", -1);
  }

  private static String[] signed(String host, String query) throws Exception {
    String canonical =
        String.join(
            "\n",
            "GET",
            "/",
            query,
            "host:" + host,
            "",
            "host",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            "20260102T030405Z",
            "20260102/eu-central-1/elasticache/aws4_request",
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(canonical.getBytes(StandardCharsets.UTF_8))));
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {"20260102", "eu-central-1", "elasticache", "aws4_request"}) {
      key = hmac(key, part);
    }
    String all = query + "&X-Amz-Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    return all.split("&", -1);
  }

  private static byte[] hmac(byte[] key, String message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
  }
}
