package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.e2e.StackExtension;
import accounts.local.LocalStack;
import accounts.local.dynamodb.Fault;
import accounts.store.AwsConnections;
import accounts.store.AwsService;
import accounts.store.StoreUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

@ExtendWith(StackExtension.class)
class SecretsManagerKeyRingIT extends KeyRingVersionsContract {
  private static final String KEY = "Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU";

  private final LocalStack stack;

  SecretsManagerKeyRingIT(LocalStack stack) {
    super(ring -> keyRing(stack, ring.text()));
    this.stack = stack;
  }

  @AfterEach
  void recover() {
    stack.secrets().recover();
  }

  private static KeyRingVersions keyRing(LocalStack stack, String text) {
    String arn = stack.secrets().create("keys-" + UUID.randomUUID(), text);
    return new SecretsManagerKeyRing(service(stack), arn, TokenAlgorithm.HS256);
  }

  private static AwsService service(LocalStack stack) {
    return SecretsManagerKeyRing.service(
            "us-east-1", Optional.of(URI.create(stack.awsUrl())), new AwsConnections())
        .signedBy(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"initial\":\"c2VjcmV0\"}"})
  void read_noRing_isUnavailableWithoutQuotingIt(String text) {
    assertThatThrownBy(keyRing(stack, text)::read)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageNotContaining("c2Vj")
        .cause()
        .hasMessageNotContaining("c2Vj");
  }

  @Test
  void read_noSecret_isUnavailable() {
    KeyRingVersions none =
        new SecretsManagerKeyRing(service(stack), "arn:none", TokenAlgorithm.HS256);

    assertThatThrownBy(none::read)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("ResourceNotFoundException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ThrottlingException", "InternalServiceError", "AccessDeniedException"})
  void read_error_isUnavailable(String type) {
    KeyRingVersions ring = keyRing(stack, "{\"initial\":\"" + KEY + "\"}");
    stack.secrets().fail(call -> Optional.of(Fault.error(type, "no")));

    assertThatThrownBy(ring::read)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(type);
  }

  @Test
  void read_unreachable_isUnavailable() {
    KeyRingVersions ring = keyRing(stack, "{\"initial\":\"" + KEY + "\"}");
    stack.secrets().fail(call -> Optional.of(Fault.refuse()));

    assertThatThrownBy(ring::read).isInstanceOf(StoreUnavailableException.class);
  }

  /** As long as a function's own time, so that a read without a limit would fail this. */
  @Test
  void read_hangs_isUnavailable() {
    KeyRingVersions ring = keyRing(stack, "{\"initial\":\"" + KEY + "\"}");
    stack.secrets().fail(call -> Optional.of(Fault.delay(Duration.ofSeconds(10))));

    assertThatThrownBy(ring::read).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void read_slowOnce_isTriedAgain() {
    KeyRingVersions ring = keyRing(stack, "{\"initial\":\"" + KEY + "\"}");
    int[] calls = {0};
    stack.secrets().fail(call -> calls[0]++ == 0 ? Optional.of(Fault.refuse()) : Optional.empty());

    // A generated secret is a key for either algorithm.
    assertThat(ring.read().ids()).hasSize(2);
  }
}
