package accounts.token;

import accounts.store.AwsConnections;
import accounts.store.AwsService;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The key ring as a secret in AWS Secrets Manager. */
public final class SecretsManagerKeyRing implements KeyRingVersions {
  /** The longest a call may take, retries included; less where the request's time is short. */
  public static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** What a call leaves of the request's time: a call to the table comes after it. */
  private static final Duration LEFT_FOR_THE_TABLE = Duration.ofSeconds(2);

  private static final String SERVICE = "secretsmanager";
  private static final String NAME = "The key ring in Secrets Manager";

  private final AwsService service;
  private final String secret;
  private final TokenAlgorithm initial;

  /**
   * @param secret its ARN
   * @param initial by which algorithm a secret signs that was never rotated
   */
  public SecretsManagerKeyRing(AwsService service, String secret, TokenAlgorithm initial) {
    this.service = service;
    this.secret = secret;
    this.initial = initial;
  }

  /**
   * Secrets Manager, as these calls need it.
   *
   * @param endpoint where it answers; nothing: the Region's own address
   */
  public static AwsService service(
      String region, Optional<URI> endpoint, AwsConnections connections) {
    return AwsService.of(SERVICE, region, endpoint, connections, CONNECT_TIMEOUT, ATTEMPT_TIMEOUT);
  }

  @Override
  public String id() {
    return secret;
  }

  @Override
  public KeyRing read() {
    try {
      return value(Map.of("SecretId", secret, "VersionStage", CURRENT));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Status status() {
    try {
      ObjectNode found = call("DescribeSecret", Map.of("SecretId", secret));
      Map<String, Set<String>> stages = new HashMap<>();
      for (Map.Entry<String, JsonNode> version : found.path("VersionIdsToStages").properties()) {
        Set<String> names = new HashSet<>();
        version.getValue().forEach(name -> names.add(name.asText()));
        stages.put(version.getKey(), names);
      }
      return new Status(found.path("RotationEnabled").asBoolean(), stages);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<KeyRing> pending(String version) {
    try {
      return Optional.of(
          value(Map.of("SecretId", secret, "VersionId", version, "VersionStage", PENDING)));
    } catch (IOException e) {
      if (e instanceof AwsService.Refusal r && r.code().equals("ResourceNotFoundException")) {
        return Optional.empty();
      }
      throw unavailable(e);
    }
  }

  @Override
  public void putPending(String version, KeyRing ring) {
    try {
      call(
          "PutSecretValue",
          Map.of(
              "SecretId",
              secret,
              "ClientRequestToken",
              version,
              "SecretString",
              ring.text(),
              "VersionStages",
              List.of(PENDING)));
    } catch (IOException e) {
      // It may have a ring, from another run of the same step.
      if (!(e instanceof AwsService.Refusal r && r.code().equals("ResourceExistsException"))) {
        throw unavailable(e);
      }
    }
  }

  @Override
  public void makeCurrent(String version, String instead) {
    move(
        Map.of(
            "SecretId",
            secret,
            "VersionStage",
            CURRENT,
            "MoveToVersionId",
            version,
            "RemoveFromVersionId",
            instead));
  }

  @Override
  public void discard(String version) {
    move(Map.of("SecretId", secret, "VersionStage", PENDING, "RemoveFromVersionId", version));
  }

  private void move(Map<String, ?> request) {
    try {
      call("UpdateSecretVersionStage", request);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private KeyRing value(Map<String, ?> request) throws IOException {
    String text = call("GetSecretValue", request).path("SecretString").asText();
    try {
      return KeyRing.parse(text, initial);
    } catch (IllegalArgumentException e) {
      throw new StoreUnavailableException(NAME, e);
    }
  }

  private ObjectNode call(String operation, Map<String, ?> request) throws IOException {
    return service.call(
        SERVICE + "." + operation, request, Deadline.limit(NAME, TIMEOUT, LEFT_FOR_THE_TABLE));
  }

  private static StoreUnavailableException unavailable(IOException e) {
    return new StoreUnavailableException(
        e instanceof AwsService.Refusal r ? NAME + " (" + r.code() + ")" : NAME, e);
  }
}
