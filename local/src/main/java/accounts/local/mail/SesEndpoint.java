package accounts.local.mail;

import accounts.local.iam.AccessControl;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the functions take for SES v2: {@code SendEmail} with simple content, and SES's mailbox
 * simulator.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html">SendEmail</a>
 */
public final class SesEndpoint implements HttpHandler {
  /** The path of SendEmail. */
  public static final String PATH = "/v2/email/outbound-emails";

  private static final Pattern NAMED_ADDRESS = Pattern.compile(".*<([^<>]+)>\\s*");

  private final AccessControl accessControl;
  private final Mailbox mailbox;
  private final MailEvents events;

  /** Puts what it is asked to send into the mailbox, and tells of it as the simulator would. */
  public SesEndpoint(AccessControl accessControl, Mailbox mailbox, MailEvents events) {
    this.accessControl = accessControl;
    this.mailbox = mailbox;
    this.events = events;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    JsonNode request = Json.parse(exchange.getRequestBody().readAllBytes()).orElseGet(Json::object);
    if (!exchange.getRequestMethod().equals("POST")
        || !exchange.getRequestURI().getPath().equals(PATH)) {
      error(exchange, 404, "NotFoundException", "The local stack emulates SendEmail only");
      return;
    }
    Optional<Mailbox.Failure> failure = mailbox.failure();
    if (failure.isPresent()) {
      Mailbox.Failure f = failure.get();
      error(exchange, f.status(), f.type(), f.message());
      return;
    }
    String from = address(request.path("FromEmailAddress").asText());
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String caller = accessControl.caller(authorization == null ? "" : authorization);
    String identity = PseudoParameters.arn("ses", "identity/" + from);
    if (!accessControl.allows(caller, "ses:SendEmail", identity, Map.of("ses:FromAddress", from))) {
      error(
          exchange,
          403,
          "AccessDeniedException",
          AccessControl.refusal(caller, "ses:SendEmail", identity));
      return;
    }
    String configurationSet = request.path("ConfigurationSetName").asText("");
    if (!configurationSet.isEmpty()) {
      String arn = PseudoParameters.arn("ses", "configuration-set/" + configurationSet);
      if (!accessControl.allows(caller, "ses:SendEmail", arn, Map.of("ses:FromAddress", from))) {
        error(
            exchange,
            403,
            "AccessDeniedException",
            AccessControl.refusal(caller, "ses:SendEmail", arn));
        return;
      }
      if (!events.knows(configurationSet)) {
        error(
            exchange,
            404,
            "NotFoundException",
            "Configuration set <" + configurationSet + "> does not exist.");
        return;
      }
    }
    JsonNode simple = request.path("Content").path("Simple");
    List<String> to = recipients(request);
    if (from.isEmpty() || to.isEmpty() || simple.isMissingNode()) {
      error(
          exchange,
          400,
          "BadRequestException",
          "The local stack needs a sender, a recipient and simple content");
      return;
    }
    Mail mail =
        new Mail(
            UUID.randomUUID().toString(),
            Instant.now(),
            from,
            to,
            simple.path("Subject").path("Data").asText(),
            simple.path("Body").path("Text").path("Data").asText(),
            simple.path("Body").path("Html").path("Data").asText());
    mailbox.add(mail);
    ObjectNode answer = Json.object();
    answer.put("MessageId", mail.id());
    Loopback.answer(exchange, 200, "application/json", Json.bytes(answer));
    events.tell(mail, configurationSet);
  }

  private static List<String> recipients(JsonNode request) {
    List<String> recipients = new ArrayList<>();
    for (String kind : List.of("ToAddresses", "CcAddresses", "BccAddresses")) {
      request.path("Destination").path(kind).forEach(to -> recipients.add(address(to.asText())));
    }
    return recipients;
  }

  private static String address(String mailbox) {
    Matcher matcher = NAMED_ADDRESS.matcher(mailbox);
    return matcher.matches() ? matcher.group(1) : mailbox;
  }

  private static void error(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode body = Json.object();
    body.put("message", message);
    exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
    Loopback.answer(exchange, status, "application/json", Json.bytes(body));
  }
}
