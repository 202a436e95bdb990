package accounts.local;

import accounts.local.docs.DocsPages;
import accounts.local.events.EventPages;
import accounts.local.mail.MailPages;
import accounts.local.net.Json;
import accounts.local.net.LocalStackException;
import accounts.local.net.Loopback;
import accounts.local.secrets.Secrets;
import accounts.local.stream.DeadLetter;
import accounts.local.template.StackDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * The stack's own pages: the mailbox, the events, the API's description, the dead letters, the
 * rotation of keys, and what the stack runs.
 */
final class LocalPages implements HttpHandler {
  private static final String ROOT = "/_local";
  private static final String DEAD_LETTERS = ROOT + "/dead-letters";
  private static final String ROTATE_KEYS = ROOT + "/rotate-keys";

  private final StackDefinition definition;
  private final HttpHandler mail;
  private final HttpHandler events;
  private final HttpHandler docs;
  private final Secrets secrets;
  private final Supplier<List<DeadLetter>> deadLetters;

  LocalPages(
      StackDefinition definition,
      HttpHandler mail,
      HttpHandler events,
      HttpHandler docs,
      Secrets secrets,
      Supplier<List<DeadLetter>> deadLetters) {
    this.secrets = secrets;
    this.definition = definition;
    this.mail = mail;
    this.events = events;
    this.docs = docs;
    this.deadLetters = deadLetters;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("/$", "");
    if (path.equals(MailPages.PATH) || path.startsWith(MailPages.PATH + "/")) {
      mail.handle(exchange);
    } else if (path.equals(EventPages.PATH) || path.startsWith(EventPages.PATH + "/")) {
      events.handle(exchange);
    } else if (path.equals(DocsPages.PATH) || path.startsWith(DocsPages.PATH + "/")) {
      docs.handle(exchange);
    } else if (path.equals(DEAD_LETTERS)) {
      Loopback.answer(exchange, 200, "application/json", Json.bytes(deadLetters()));
    } else if (path.equals(ROTATE_KEYS)) {
      rotateKeys(exchange);
    } else if (path.equals(ROOT)) {
      Loopback.answer(exchange, 200, "application/json", Json.bytes(overview()));
    } else {
      Loopback.answer(exchange, 404, "text/plain", "See /_local/\n");
    }
  }

  /** Has every secret rotated that has a rotation, and waits for it. */
  private void rotateKeys(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      Loopback.answer(exchange, 405, "text/plain", "POST\n");
      return;
    }
    ArrayNode rotated = Json.array();
    try {
      for (String id : secrets.rotated()) {
        rotated.addObject().put("secret", id).put("version", secrets.rotate(id));
      }
      Loopback.answer(exchange, 200, "application/json", Json.bytes(rotated));
    } catch (LocalStackException e) {
      ObjectNode error = Json.object().put("error", e.getMessage());
      Loopback.answer(exchange, 500, "application/json", Json.bytes(error));
    }
  }

  private ArrayNode deadLetters() {
    ArrayNode letters = Json.array();
    for (DeadLetter letter : deadLetters.get()) {
      ObjectNode json = letters.addObject();
      json.put("at", letter.at().toString());
      json.put("function", letter.function());
      json.put("reason", letter.reason());
      json.put("destination", letter.destination());
      json.set("sequenceNumbers", Json.tree(letter.sequenceNumbers()));
      json.put("error", letter.error());
      if (!letter.event().isEmpty()) {
        json.put("event", letter.event());
      }
    }
    return letters;
  }

  private ObjectNode overview() {
    ObjectNode overview = Json.object();
    overview.put("mailbox", MailPages.PATH);
    overview.put("events", EventPages.PATH);
    overview.put("docs", DocsPages.PATH);
    overview.put("deadLetters", DEAD_LETTERS);
    overview.put("rotateKeys", "POST " + ROTATE_KEYS);
    ArrayNode routes = overview.putArray("routes");
    definition
        .routes()
        .forEach(
            route ->
                routes
                    .addObject()
                    .put("method", route.method())
                    .put("path", route.path())
                    .put("function", route.functionId())
                    .put("authorizer", route.authorizer().orElse("NONE")));
    return overview;
  }
}
