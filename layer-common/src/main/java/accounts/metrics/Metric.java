package accounts.metrics;

/**
 * What is counted, each time it has really happened. Logins are counted apart, by their {@link
 * LoginOutcome}.
 */
public enum Metric {
  /** A pending member was stored. */
  SIGN_UPS("SignUps"),
  /** A pending member became active. */
  VERIFICATIONS("Verifications"),
  /** A refresh token was traded for its successor; one that got the same successor again is not. */
  REFRESHES("Refreshes"),
  /** A refresh token that had been used before ended its session: somebody else may have it. */
  REFRESH_REUSE_DETECTED("RefreshReuseDetected"),
  /** A member changed the password, knowing the old one. */
  PASSWORD_CHANGES("PasswordChanges"),
  /** A member deleted the account. */
  DELETIONS("Deletions"),
  /** A password was set with a token that had been mailed. */
  PASSWORD_RESETS("PasswordResets"),
  /** A member's email address was changed. */
  EMAIL_CHANGES("EmailChanges"),
  /** A change of a member's email address was undone: somebody else may have made it. */
  EMAIL_CHANGES_UNDONE("EmailChangesUndone"),
  /** A member ended a session, this one or another, or all of them at once. */
  LOGOUTS("Logouts"),
  /** SES took a mail. */
  MAILS_SENT("MailsSent"),
  /** A try to send a mail failed and will be repeated. */
  MAILS_FAILED("MailsFailed"),
  /** SES refused a mail for good. */
  MAILS_REJECTED("MailsRejected"),
  /** A mail was not sent, because its recipient's address is suppressed. */
  MAILS_SUPPRESSED("MailsSuppressed"),
  /** A mail came back, for good or for now; per recipient. */
  MAIL_BOUNCES("MailBounces"),
  /** A recipient called a mail unwanted. */
  MAIL_COMPLAINTS("MailComplaints"),
  /** EventBridge took an event. */
  EVENTS_PUBLISHED("EventsPublished"),
  /** A try to publish an event failed and will be repeated. */
  EVENTS_FAILED("EventsFailed");

  private final String metricName;

  Metric(String metricName) {
    this.metricName = metricName;
  }

  /** Its name in CloudWatch. Never changed: alarms and dashboards go by it. */
  public String metricName() {
    return metricName;
  }
}
