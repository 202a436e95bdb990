package accounts.cli;

import accounts.json.Json;
import accounts.operator.CallerProof;
import accounts.operator.RequestDigest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** The stack's function for operators, called with a proof of who calls. */
final class AdminFunction {
  private final Target target;

  AdminFunction(Target target) {
    this.target = target;
  }

  /** The name of the stack's table. */
  String tableName() {
    return call(Map.of("act", "describe")).path("table").asText();
  }

  /**
   * Has the function do something.
   *
   * @param request of texts and whole numbers
   * @return what came of it
   * @throws CommandException if it was refused or failed
   */
  JsonNode call(Map<String, ?> request) {
    String function = target.stack() + "-accounts-admin";
    CallerProof proof =
        SignedProof.of(
            target.credentials(), target.region(), sts(), RequestDigest.of(function, request));
    Map<String, Object> caller = new LinkedHashMap<>();
    caller.put("date", proof.date());
    caller.put("authorization", proof.authorization());
    proof.token().ifPresent(token -> caller.put("token", token));
    Map<String, Object> payload = new LinkedHashMap<>(request);
    payload.put("caller", caller);
    InvokeResponse response;
    try {
      response =
          target
              .lambda()
              .invoke(
                  r ->
                      r.functionName(function)
                          .payload(SdkBytes.fromUtf8String(Json.write(payload))));
    } catch (ResourceNotFoundException e) {
      throw new CommandException(
          "There is no function " + function + " in " + target.region() + ".", e);
    }
    return result(response);
  }

  private static JsonNode result(InvokeResponse response) {
    ObjectNode answer =
        Json.readObject(response.payload().asUtf8String())
            .orElseThrow(() -> new CommandException("The function answered nonsense."));
    if (response.functionError() != null) {
      throw new CommandException(
          "The function failed: " + answer.path("errorMessage").asText("no reason was given"));
    }
    JsonNode error = answer.path("error");
    if (!error.isMissingNode()) {
      throw new CommandException(
          error.path("code").asText() + ": " + error.path("message").asText());
    }
    return answer.path("result");
  }

  /** The same as the function finds. */
  private URI sts() {
    return target.endpoint().orElseGet(() -> URI.create("https://" + stsHost(target.region())));
  }

  private static String stsHost(Region region) {
    return "sts." + region.id() + "." + PartitionMetadata.of(region).dnsSuffix();
  }
}
