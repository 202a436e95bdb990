package accounts.member;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Why a member's address gets no more mail: to go on sending to it would cost the sender's good
 * name with every mail service.
 *
 * @param at when it bounced or complained, in whole milliseconds
 * @param type what kind of bounce or complaint it was, a word of SES's, such as {@code General} or
 *     {@code abuse}
 */
public record Suppression(Reason reason, Instant at, String type) {
  /** What happened. The name is stored. */
  public enum Reason {
    /** Mail to the address came back for good. */
    BOUNCE,
    /** The recipient called a mail unwanted. */
    COMPLAINT
  }

  private static final Pattern WORD = Pattern.compile("[A-Za-z-]{1,40}");

  /** What comes from outside is taken as the type only if it is one word, else it is Other. */
  public Suppression {
    at = at.truncatedTo(ChronoUnit.MILLIS);
    type = WORD.matcher(type).matches() ? type : "Other";
  }
}
