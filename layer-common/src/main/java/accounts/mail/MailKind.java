package accounts.mail;

import java.time.Duration;

/** What a mail is for. The name is stored. */
public enum MailKind {
  /** Parameter {@code code}. Of use as long as the code is good. */
  VERIFY_EMAIL(Duration.ofHours(1));

  private final Duration useful;

  MailKind(Duration useful) {
    this.useful = useful;
  }

  /** How long after it was written such a mail is worth sending. */
  public Duration useful() {
    return useful;
  }
}
