package accounts.account;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A reset of a password that was asked for.
 *
 * @param digest of the {@link SecretToken} that confirms it
 * @param expiresAt in whole seconds
 */
public record PasswordReset(String digest, Instant requestedAt, Instant expiresAt) {
  /** How long the token is good. */
  public static final Duration LIFETIME = Duration.ofMinutes(30);

  public static PasswordReset by(SecretToken token, Instant now) {
    return new PasswordReset(
        token.digest(),
        now.truncatedTo(ChronoUnit.MILLIS),
        now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS));
  }
}
