package accounts.password;

import java.util.List;
import java.util.Optional;

/**
 * Hashes by this system's own scheme, and knows the hashes that members bring along from elsewhere:
 *
 * <ul>
 *   <li>Django's {@code pbkdf2_sha256}, {@code bcrypt_sha256}, {@code bcrypt} and {@code argon2}
 *       (Argon2id)
 *   <li>bcrypt as {@code $2a$}, {@code $2b$} and {@code $2y$}
 *   <li>Argon2id in the PHC string format
 * </ul>
 *
 * <p>None of those is kept: {@link #needsRehash} is true for all of them. A hash that would take
 * more than about two seconds of a whole core, or more than 256 MiB, is not computed, because a
 * login would run into its timeout by it, again and again; it matches nothing.
 */
public final class KnownSchemes implements PasswordHasher {
  private static final int LONGEST = 512;

  private static final List<HashScheme> SCHEMES =
      List.of(
          BcryptPasswordHasher::read,
          new DjangoPbkdf2(),
          new DjangoBcryptSha256(),
          new PlainBcrypt(),
          new Argon2id());

  private final BcryptPasswordHasher ours;

  public KnownSchemes(BcryptPasswordHasher ours) {
    this.ours = ours;
  }

  @Override
  public PasswordHash hash(Password password) {
    return ours.hash(password);
  }

  @Override
  public boolean matches(Password password, PasswordHash hash) {
    HashScheme.Verifier verifier;
    try {
      verifier = verifier(hash);
    } catch (UnsupportedHashException e) {
      // Takes its time all the same.
      ours.matchNothing(password);
      return false;
    }
    return verifier.matches(password);
  }

  @Override
  public boolean needsRehash(PasswordHash hash) {
    return ours.needsRehash(hash);
  }

  @Override
  public void matchNothing(Password password) {
    ours.matchNothing(password);
  }

  /** Why no password ever matches that hash; nothing if one can. Computes no hash. */
  public static Optional<String> fault(PasswordHash hash) {
    try {
      verifier(hash);
      return Optional.empty();
    } catch (UnsupportedHashException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static HashScheme.Verifier verifier(PasswordHash hash) throws UnsupportedHashException {
    if (hash.value().length() > LONGEST) {
      throw new UnsupportedHashException("is longer than " + LONGEST + " characters");
    }
    for (HashScheme scheme : SCHEMES) {
      Optional<HashScheme.Verifier> verifier = scheme.read(hash.value());
      if (verifier.isPresent()) {
        return verifier.get();
      }
    }
    throw new UnsupportedHashException("is of a scheme that is not known here");
  }
}
