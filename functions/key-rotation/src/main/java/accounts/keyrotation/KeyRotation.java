package accounts.keyrotation;

import accounts.token.KeyRing;
import accounts.token.KeyRingVersions;
import accounts.token.SigningKey;
import accounts.token.TokenAlgorithm;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of a rotation, in the order in which Secrets Manager asks for them. Each may come
 * several times with the same version and then changes nothing more.
 *
 * <p>A rotation adds one key to the ring; the times in the ring do the rest. So nothing breaks if
 * one is asked for before the key of the last is active.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html">Lambda
 *     rotation functions</a>
 */
final class KeyRotation {
  /** What a step came to. */
  enum Outcome {
    CREATED,
    ALREADY_CREATED,
    /** Nobody but the functions uses the keys, and they read them by themselves. */
    NOTHING_TO_SET,
    TESTED,
    FINISHED,
    ALREADY_CURRENT
  }

  private final KeyRingVersions versions;
  private final TokenAlgorithm algorithm;
  private final Duration propagation;
  private final Duration longestToken;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param algorithm of the new key, whatever that of the others is
   * @param propagation how long the functions have to see a new key before it signs
   * @param longestToken the longest lifetime of a token
   */
  KeyRotation(
      KeyRingVersions versions,
      TokenAlgorithm algorithm,
      Duration propagation,
      Duration longestToken,
      Clock clock,
      SecureRandom random) {
    this.versions = versions;
    this.algorithm = algorithm;
    this.propagation = propagation;
    this.longestToken = longestToken;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes one step.
   *
   * @param version the version that this rotation makes, {@code ClientRequestToken}
   * @throws KeyRotationException if it is not this function's secret, or not a version to be made
   */
  Outcome run(String secret, String version, String step) {
    if (!secret.equals(versions.id())) {
      throw new KeyRotationException("Not the secret of this function: " + secret);
    }
    KeyRingVersions.Status status = versions.status();
    if (!status.rotationEnabled()) {
      throw new KeyRotationException("The secret is not enabled for rotation");
    }
    Set<String> stages = status.stages().getOrDefault(version, Set.of());
    if (stages.contains(KeyRingVersions.CURRENT)) {
      return Outcome.ALREADY_CURRENT;
    }
    if (!stages.contains(KeyRingVersions.PENDING)) {
      throw new KeyRotationException("The version " + version + " is not pending");
    }
    return switch (step) {
      case "createSecret" -> create(version);
      case "setSecret" -> Outcome.NOTHING_TO_SET;
      case "testSecret" -> test(version);
      case "finishSecret" -> finish(version, status.stages());
      default -> throw new KeyRotationException("No step of a rotation: " + step);
    };
  }

  private Outcome create(String version) {
    KeyRing current = versions.read();
    Optional<KeyRing> pending = versions.pending(version);
    if (pending.isPresent()) {
      requireFit(version, pending.get(), current);
      return Outcome.ALREADY_CREATED;
    }
    versions.putPending(
        version,
        current.rotated(
            SigningKey.create(algorithm, random), clock.instant(), propagation, longestToken));
    return Outcome.CREATED;
  }

  /**
   * Secrets Manager makes this step alone when a rotation is set up, with a version that it makes
   * and removes again; so it takes one without a new key too, and one without a ring.
   */
  private Outcome test(String version) {
    KeyRing current = versions.read();
    if (versions.pending(version).stream().anyMatch(ring -> !isSuccessor(ring, current))) {
      throw new KeyRotationException("The version " + version + " does not follow the current one");
    }
    return Outcome.TESTED;
  }

  private Outcome finish(String version, Map<String, Set<String>> stages) {
    KeyRing pending =
        versions
            .pending(version)
            .orElseThrow(
                () -> new KeyRotationException("The version " + version + " was not created"));
    requireFit(version, pending, versions.read());
    String current =
        stages.entrySet().stream()
            .filter(entry -> entry.getValue().contains(KeyRingVersions.CURRENT))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> new KeyRotationException("The secret has no current version"));
    versions.makeCurrent(version, current);
    return Outcome.FINISHED;
  }

  /**
   * Gives a version up that should not count any more: its key would sign before every function has
   * seen it, because the rotation hung for long, or the ring was changed by hand in between. A
   * version cannot be written again; the next rotation begins with a new one.
   */
  private void requireFit(String version, KeyRing pending, KeyRing current) {
    Instant latest = pending.newestActiveFrom().minus(propagation.dividedBy(2));
    if (clock.instant().isAfter(latest) || !isSuccessor(pending, current)) {
      versions.discard(version);
      throw new KeyRotationException(
          "The version " + version + " came too late and is given up; rotate again");
    }
  }

  private boolean isSuccessor(KeyRing pending, KeyRing current) {
    return pending.isSuccessorOf(current, clock.instant());
  }
}
