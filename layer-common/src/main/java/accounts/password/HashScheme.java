package accounts.password;

import java.util.Optional;

/** A way to hash passwords: knows its own hashes, and what it takes to hold a password to one. */
interface HashScheme {
  /** Holds passwords to one stored hash. */
  interface Verifier {
    boolean matches(Password password);
  }

  /**
   * What holds passwords to that hash; nothing if it is of another scheme.
   *
   * @throws UnsupportedHashException if it is of this scheme, and is broken or takes too much
   */
  Optional<Verifier> read(String hash) throws UnsupportedHashException;
}
