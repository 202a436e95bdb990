package accounts.mail;

/** How far a mail of the outbox has come. The name is stored. */
public enum MailState {
  WAITING,
  /** Claimed. */
  SENDING,
  SENT,
  /** The mail service will never send it. */
  REJECTED,
  /** The recipient's address gets no mail. */
  SUPPRESSED,
  /** It came to be of no use before it was sent. */
  EXPIRED,
  /** Put into the outbox once more, as another. */
  REQUEUED
}
