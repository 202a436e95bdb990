package accounts.mailfeedback;

import accounts.json.Json;
import accounts.member.Email;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an event of SES says of a mail, as far as it matters here.
 *
 * @param type SES's word for what kind of bounce or complaint it is; empty if it has none
 * @param recipients whom it is about; nothing for one that is no address
 * @param at when it happened
 * @param sentAt when the mail was sent
 * @see <a
 *     href="https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html">Contents
 *     of event data that Amazon SES publishes to Amazon SNS</a>
 */
record Feedback(
    Kind kind, String type, List<Optional<Email>> recipients, Instant at, Instant sentAt) {
  enum Kind {
    /** Mail to the address will never arrive. */
    PERMANENT_BOUNCE,
    /** The mail came back, and the next one may arrive: the mailbox was full, for one. */
    OTHER_BOUNCE,
    /** The recipient called the mail unwanted. */
    COMPLAINT,
    /** SES took the mail and then refused it: it held a virus. */
    REJECT,
    /** Nothing that matters here. */
    OTHER
  }

  private static final Pattern IN_BRACKETS = Pattern.compile("<([^<>]*)>\\s*$");

  /**
   * Reads a message.
   *
   * @param now for what happened at no time, or later than that
   * @return nothing if the message is no event of SES
   */
  static Optional<Feedback> parse(String message, Instant now) {
    return Json.readObject(message).flatMap(event -> parse(event, now));
  }

  private static Optional<Feedback> parse(ObjectNode event, Instant now) {
    // An identity's own notifications have the older name, and the same contents.
    String type = event.path("eventType").asText(event.path("notificationType").asText());
    return switch (type) {
      case "Bounce" -> {
        JsonNode bounce = event.path("bounce");
        boolean permanent = bounce.path("bounceType").asText().equals("Permanent");
        yield Optional.of(
            of(
                permanent ? Kind.PERMANENT_BOUNCE : Kind.OTHER_BOUNCE,
                bounce.path("bounceSubType").asText(""),
                event,
                bounce,
                "bouncedRecipients",
                now));
      }
      case "Complaint" -> {
        JsonNode complaint = event.path("complaint");
        // A sub type says why SES did not even send it: there was a complaint before.
        String what = complaint.path("complaintFeedbackType").asText("");
        String kind = what.isEmpty() ? complaint.path("complaintSubType").asText("") : what;
        yield Optional.of(
            of(
                // The opposite of a complaint (RFC 5965 names it all the same).
                kind.equals("not-spam") ? Kind.OTHER : Kind.COMPLAINT,
                kind,
                event,
                complaint,
                "complainedRecipients",
                now));
      }
      case "Reject" ->
          Optional.of(of(Kind.REJECT, "", event, event.path("reject"), "recipients", now));
      case "" -> Optional.empty();
      default -> Optional.of(of(Kind.OTHER, "", event, event, "recipients", now));
    };
  }

  private static Feedback of(
      Kind kind, String type, ObjectNode event, JsonNode details, String recipients, Instant now) {
    List<Optional<Email>> addresses = new ArrayList<>();
    for (JsonNode recipient : details.path(recipients)) {
      addresses.add(address(recipient.path("emailAddress").asText()));
    }
    Optional<Instant> sent = time(event.path("mail").path("timestamp"));
    Instant at =
        time(details.path("timestamp")).or(() -> sent).filter(t -> !t.isAfter(now)).orElse(now);
    return new Feedback(kind, type, addresses, at, sent.orElse(at));
  }

  /** An address alone, or behind a name: {@code Alice <alice@example.com>}. */
  private static Optional<Email> address(String text) {
    Matcher matcher = IN_BRACKETS.matcher(text);
    return Email.parse(matcher.find() ? matcher.group(1) : text);
  }

  private static Optional<Instant> time(JsonNode text) {
    try {
      // Not one that no number of milliseconds can hold.
      return Optional.of(Instant.parse(text.asText())).filter(time -> time.isAfter(Instant.EPOCH));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
