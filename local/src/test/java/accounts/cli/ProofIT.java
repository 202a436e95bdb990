package accounts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.e2e.StackExtension;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.operator.CallerProof;
import accounts.operator.RequestDigest;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** The proof of who calls, against the function and STS of a stack. */
@ExtendWith(StackExtension.class)
class ProofIT {
  private static final String FUNCTION = "accounts-accounts-admin";
  private static final Map<String, Object> DESCRIBE = Map.of("act", "describe");

  private final URI aws;
  private final Target target;

  ProofIT(LocalStack stack) {
    this.aws = URI.create(stack.awsUrl());
    this.target = Target.local(aws, Optional.of("ada"));
  }

  private CallerProof sign(AwsCredentials credentials, URI sts, String function) {
    return SignedProof.of(
        StaticCredentialsProvider.create(credentials),
        Region.US_EAST_1,
        sts,
        RequestDigest.of(function, DESCRIBE));
  }

  private JsonNode call(Map<String, Object> request, CallerProof proof) {
    Map<String, Object> caller = new HashMap<>();
    caller.put("date", proof.date());
    caller.put("authorization", proof.authorization());
    proof.token().ifPresent(token -> caller.put("token", token));
    Map<String, Object> event = new HashMap<>(request);
    event.put("caller", caller);
    LambdaClient lambda = target.lambda();
    return Json.readObject(
            lambda
                .invoke(
                    r ->
                        r.functionName(FUNCTION)
                            .payload(SdkBytes.fromUtf8String(Json.write(event))))
                .payload()
                .asUtf8String())
        .orElseThrow();
  }

  private static String error(JsonNode answer) {
    return answer.path("error").path("code").asText();
  }

  @Test
  void proof_tellsWhoSigned() {
    CallerProof proof = sign(AwsBasicCredentials.create("carol", "local"), aws, FUNCTION);

    assertThat(call(DESCRIBE, proof).path("result").path("principal").asText())
        .isEqualTo("arn:aws:iam::123456789012:user/carol");
  }

  @Test
  void proofOfTemporaryCredentials_tellsWhoSigned() {
    CallerProof proof =
        sign(AwsSessionCredentials.create("carol", "local", "Fwo/token+="), aws, FUNCTION);

    assertThat(proof.token()).contains("Fwo/token+=");
    assertThat(call(DESCRIBE, proof).path("result").path("principal").asText())
        .isEqualTo("arn:aws:iam::123456789012:user/carol");
  }

  @Test
  void proofForAnotherRequestFunctionOrPlace_isRefused() {
    AwsCredentials carol = AwsBasicCredentials.create("carol", "local");
    assertThat(error(call(Map.of("act", "list"), sign(carol, aws, FUNCTION))))
        .isEqualTo("NOT_IDENTIFIED");
    assertThat(error(call(DESCRIBE, sign(carol, aws, "other-accounts-admin"))))
        .isEqualTo("NOT_IDENTIFIED");
    assertThat(
            error(
                call(
                    DESCRIBE,
                    sign(carol, URI.create("https://sts.us-east-1.amazonaws.com"), FUNCTION))))
        .isEqualTo("NOT_IDENTIFIED");
  }

  @Test
  void proofOfSomebodyWhoDoesNotKnowTheSecret_isRefused() {
    assertThat(
            error(
                call(DESCRIBE, sign(AwsBasicCredentials.create("carol", "guess"), aws, FUNCTION))))
        .isEqualTo("NOT_IDENTIFIED");
  }

  @Test
  void stackThatIsNotThere_isToldInASentence() {
    try (Target none = Target.local(URI.create("http://127.0.0.1:1"), Optional.of("ada"))) {
      assertThatThrownBy(() -> new AdminFunction(none).call(DESCRIBE))
          .hasMessageContaining("Connection refused");
    }
  }
}
