package accounts.password;

/** Hashes passwords, slowly on purpose. Safe for use by several threads. */
public interface PasswordHasher {
  /** A new hash with a new random salt. */
  PasswordHash hash(Password password);

  /** Whether the hash is of that password. False too for a hash of a scheme that is not known. */
  boolean matches(Password password, PasswordHash hash);

  /** Whether the hash was made with other settings than those in force. */
  boolean needsRehash(PasswordHash hash);

  /** Takes as long as {@link #matches}: for a login whose email nobody has. */
  void matchNothing(Password password);
}
