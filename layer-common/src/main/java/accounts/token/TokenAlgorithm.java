package accounts.token;

import java.util.Arrays;
import java.util.Optional;

/**
 * How tokens are signed, by the name that stands in a token's header (RFC 7518 section 3.1). Each
 * key has one, and signs and verifies by no other (RFC 8725 section 3.1).
 */
public enum TokenAlgorithm {
  /** A secret that whoever verifies has to know: this system alone. */
  HS256,
  /** A pair of keys on P-256: whoever has the public one can verify. */
  ES256;

  /** The algorithm of that very name. */
  static Optional<TokenAlgorithm> of(String name) {
    return Arrays.stream(values()).filter(a -> a.name().equals(name)).findFirst();
  }
}
