package accounts.keyrotation;

import accounts.Services;
import accounts.http.RequestLog;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SecretsManagerRotationEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Called by Secrets Manager for each step of a rotation of the signing keys. It fails where a step
 * is refused; what it answers otherwise is for people.
 */
public final class KeyRotationHandler
    implements RequestHandler<SecretsManagerRotationEvent, Map<String, String>> {
  private final KeyRotation rotation;
  private final RequestLog log;

  public KeyRotationHandler() {
    this(Services.fromEnvironment());
  }

  private KeyRotationHandler(Services services) {
    this(
        new KeyRotation(
            services.keyRingVersions(),
            services.settings().tokenAlgorithm(),
            services.settings().keyPropagation(),
            services.settings().tokenLifetimes().longest(),
            services.clock(),
            services.random()),
        services.log());
  }

  KeyRotationHandler(KeyRotation rotation, RequestLog log) {
    this.rotation = rotation;
    this.log = log;
  }

  @Override
  public Map<String, String> handleRequest(SecretsManagerRotationEvent event, Context context) {
    long start = System.nanoTime();
    String step = Objects.requireNonNullElse(event.getStep(), "");
    String version = Objects.requireNonNullElse(event.getClientRequestToken(), "");
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", context.getAwsRequestId());
    line.put("function", context.getFunctionName());
    line.put("step", step);
    line.put("version", version);
    Optional<Throwable> cause = Optional.empty();
    try {
      String secret = Objects.requireNonNullElse(event.getSecretId(), "");
      String outcome = rotation.run(secret, version, step).name();
      line.put("status", outcome);
      return Map.of("status", outcome);
    } catch (RuntimeException e) {
      line.put("status", "FAILED");
      cause = Optional.of(e);
      throw e;
    } finally {
      line.put("ms", (System.nanoTime() - start) / 1_000_000);
      log.write(line, cause);
    }
  }
}
