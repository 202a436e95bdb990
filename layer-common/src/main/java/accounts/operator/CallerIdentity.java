package accounts.operator;

import java.util.Optional;

/**
 * Tells who signed a proof. Lambda tells a function nothing of who called it.
 *
 * <p>May throw {@link accounts.store.StoreUnavailableException}.
 */
public interface CallerIdentity {
  /**
   * Who signed the proof for that request.
   *
   * @param digest the {@link RequestDigest} of the request at hand
   * @return nothing if nobody did: the signature is wrong, too old, of credentials that are not
   *     good, or for another request
   */
  Optional<Caller> of(CallerProof proof, String digest);
}
