package accounts.account;

import accounts.member.Email;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An address that was a member's, and that the change away from it can be undone with: until then
 * nobody else may have it.
 *
 * @param digest of the {@link SecretToken} that undoes the change
 * @param undoUntil in whole seconds
 */
public record FormerEmail(Email email, String digest, Instant changedAt, Instant undoUntil) {
  /** How long a change can be undone. */
  public static final Duration UNDO = Duration.ofDays(7);

  public static FormerEmail of(Email email, SecretToken token, Instant now) {
    return new FormerEmail(
        email,
        token.digest(),
        now.truncatedTo(ChronoUnit.MILLIS),
        now.plus(UNDO).truncatedTo(ChronoUnit.SECONDS));
  }
}
