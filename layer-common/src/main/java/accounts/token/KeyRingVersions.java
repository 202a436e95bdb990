package accounts.token;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The key ring's store as its rotation sees it: versions with stages, as Secrets Manager has them.
 * The version at the stage {@link #CURRENT} is the ring that counts.
 *
 * <p>Every method may throw {@link accounts.store.StoreUnavailableException}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html">Lambda
 *     rotation functions</a>
 */
public interface KeyRingVersions extends KeyRingSource {
  /** The stage of the version that counts. */
  String CURRENT = "AWSCURRENT";

  /** The stage of the version that a rotation makes. */
  String PENDING = "AWSPENDING";

  /**
   * What is known of the versions.
   *
   * @param rotationEnabled whether the store asks for rotations
   * @param stages version to its stages
   */
  record Status(boolean rotationEnabled, Map<String, Set<String>> stages) {}

  /** The name by which the store's events call the secret. */
  String id();

  Status status();

  /** The ring of that version, if it is pending and has one yet. */
  Optional<KeyRing> pending(String version);

  /** Stores the ring as that version, pending. A version that has a ring keeps it. */
  void putPending(String version, KeyRing ring);

  /** Lets that version be the one that counts, in the place of the other. */
  void makeCurrent(String version, String instead);

  /** Lets that version be pending no more. */
  void discard(String version);
}
