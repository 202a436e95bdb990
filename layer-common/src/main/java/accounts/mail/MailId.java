package accounts.mail;

import java.util.UUID;

/**
 * A mail's id: whose it is, and which of theirs.
 *
 * @param member the id of the member whom the mail is about, as text: members know mails, so mails
 *     do not know members
 * @param value unique
 */
public record MailId(String member, String value) {
  /** Of a new mail to that member. */
  public static MailId random(String member) {
    return new MailId(member, UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return member + "/" + value;
  }
}
