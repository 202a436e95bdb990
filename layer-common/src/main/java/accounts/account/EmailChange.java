package accounts.account;

import accounts.code.CodePurpose;
import accounts.member.Email;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A change of a member's email address that was asked for, and that a code mailed to the new
 * address confirms.
 *
 * @param email the new one
 * @param expiresAt in whole seconds
 */
public record EmailChange(Email email, Instant requestedAt, Instant expiresAt) {
  /** As long as the code is good. */
  public static EmailChange to(Email email, Instant now) {
    return new EmailChange(
        email,
        now.truncatedTo(ChronoUnit.MILLIS),
        now.plus(CodePurpose.CHANGE_EMAIL.lifetime()).truncatedTo(ChronoUnit.SECONDS));
  }
}
