package accounts.local.mail;

import java.time.Instant;
import java.util.List;

/**
 * A mail that SES was asked to send.
 *
 * @param text the text part; empty if it has none
 * @param html the HTML part; empty if it has none
 */
public record Mail(
    String id,
    Instant received,
    String from,
    List<String> to,
    String subject,
    String text,
    String html) {}
