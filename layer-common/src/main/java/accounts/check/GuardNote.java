package accounts.check;

/**
 * What one item says about a guard.
 *
 * @param guard the guard's partition
 * @param member whose it is, or should be
 * @param expiresAt when it expires, or should, in seconds since 1970; {@value #NEVER}: never
 */
public record GuardNote(String guard, String member, long expiresAt, Source source) {
  /** For good. */
  public static final long NEVER = 0;

  /** Which item says so. */
  public enum Source {
    /** The guard. */
    GUARD,
    /** The profile of a member who has that email address or nickname. */
    PROFILE,
    /** What is kept of a former address. */
    FORMER_EMAIL
  }
}
