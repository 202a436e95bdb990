package accounts.mail;

import java.time.Duration;

/** What a mail is for. The name is stored. */
public enum MailKind {
  /** Parameter {@code code}. Of use as long as the code is good. */
  VERIFY_EMAIL(Duration.ofHours(1)),
  /** Parameter {@code token}. Of use as long as the token is good. */
  PASSWORD_RESET(Duration.ofMinutes(30)),
  PASSWORD_CHANGED(Duration.ofDays(1)),
  /** To the new address. Parameter {@code code}. Of use as long as the code is good. */
  CHANGE_EMAIL(Duration.ofHours(1)),
  /** To the old address. Parameters {@code newEmail}, not in full, and {@code token}. */
  EMAIL_CHANGED(Duration.ofDays(1)),
  /** Tells that the login was locked. */
  LOGIN_LOCKED(Duration.ofDays(1)),
  /** To the address that somebody signed up with though a member has it. */
  SIGN_UP_AGAIN(Duration.ofDays(1)),
  /** Nothing is kept of it once it is done with, because nothing of the member is. */
  ACCOUNT_DELETED(Duration.ofDays(1));

  private final Duration useful;

  MailKind(Duration useful) {
    this.useful = useful;
  }

  /** How long after it was written such a mail is worth sending. */
  public Duration useful() {
    return useful;
  }

  /** Whether the outbox forgets it as soon as it is done with, not only its parameters. */
  public boolean isForgotten() {
    return this == ACCOUNT_DELETED;
  }
}
