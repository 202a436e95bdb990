package accounts.local.mail;

import accounts.local.net.Json;
import accounts.local.template.MailDefinition;
import accounts.local.template.MailEventDestination;
import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the topics of a configuration set what became of a mail. Mail to SES's mailbox simulator
 * bounces or is complained of as the address says, with or without a label: {@code
 * bounce+1@simulator.amazonses.com}. All other mail arrives.
 *
 * @see <a href="https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html">Using
 *     the mailbox simulator</a>
 */
public final class MailEvents {
  private static final Pattern SIMULATOR =
      Pattern.compile("([a-z]+)(?:\\+[^@]*)?@simulator\\.amazonses\\.com");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final MailDefinition definition;
  private final BiConsumer<String, String> publish;

  /**
   * @param publish gets a topic's ARN and a message
   */
  public MailEvents(MailDefinition definition, BiConsumer<String, String> publish) {
    this.definition = definition;
    this.publish = publish;
  }

  boolean knows(String configurationSet) {
    return definition.configurationSets().contains(configurationSet);
  }

  void tell(Mail mail, String configurationSet) {
    for (String recipient : mail.to()) {
      event(mail, recipient, configurationSet).ifPresent(event -> publish(event, configurationSet));
    }
  }

  private void publish(ObjectNode event, String configurationSet) {
    String type = event.path("eventType").asText();
    for (MailEventDestination destination : definition.eventDestinations()) {
      if (destination.configurationSet().equals(configurationSet)
          && destination.types().stream().anyMatch(type::equalsIgnoreCase)) {
        publish.accept(destination.topic(), event.toString());
      }
    }
  }

  private static Optional<ObjectNode> event(Mail mail, String recipient, String configurationSet) {
    Matcher matcher = SIMULATOR.matcher(recipient.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    ObjectNode event = Json.object();
    switch (matcher.group(1)) {
      case "bounce" -> bounce(event, recipient, "Permanent", "General");
      case "suppressionlist" -> bounce(event, recipient, "Permanent", "Suppressed");
      // An automatic answer comes back to the sender, which SES takes for a bounce.
      case "ooto" -> bounce(event, recipient, "Transient", "General");
      case "complaint" -> complaint(event, recipient);
      default -> {
        return Optional.empty();
      }
    }
    ObjectNode original = event.putObject("mail");
    original.put("timestamp", TIME.format(mail.received()));
    original.put("source", mail.from());
    original.put("sourceArn", PseudoParameters.arn("ses", "identity/" + mail.from()));
    original.put("sendingAccountId", PseudoParameters.ACCOUNT_ID);
    original.put("messageId", mail.id());
    original.set("destination", Json.tree(mail.to()));
    original.putObject("tags").putArray("ses:configuration-set").add(configurationSet);
    return Optional.of(event);
  }

  private static void bounce(ObjectNode event, String recipient, String type, String subType) {
    event.put("eventType", "Bounce");
    ObjectNode bounce = event.putObject("bounce");
    bounce.put("feedbackId", UUID.randomUUID().toString());
    bounce.put("bounceType", type);
    bounce.put("bounceSubType", subType);
    ObjectNode bounced = bounce.putArray("bouncedRecipients").addObject();
    bounced.put("emailAddress", recipient);
    if (type.equals("Permanent")) {
      bounced.put("action", "failed");
      bounced.put("status", "5.1.1");
      bounced.put("diagnosticCode", "smtp; 550 5.1.1 user unknown");
    }
    bounce.put("timestamp", TIME.format(Instant.now()));
  }

  private static void complaint(ObjectNode event, String recipient) {
    event.put("eventType", "Complaint");
    ObjectNode complaint = event.putObject("complaint");
    complaint.put("feedbackId", UUID.randomUUID().toString());
    complaint.putNull("complaintSubType");
    complaint.put("complaintFeedbackType", "abuse");
    complaint.putArray("complainedRecipients").addObject().put("emailAddress", recipient);
    complaint.put("timestamp", TIME.format(Instant.now()));
  }
}
