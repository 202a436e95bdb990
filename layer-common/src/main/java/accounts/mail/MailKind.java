package accounts.mail;

/** What a mail is for. The name is stored. */
public enum MailKind {
  /** Parameter {@code code}. */
  VERIFY_EMAIL
}
