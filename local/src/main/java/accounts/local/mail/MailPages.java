package accounts.local.mail;

import accounts.local.net.Html;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The mailbox over HTTP: a page for browsers, JSON for programs, and the HTML part of each mail on
 * its own.
 */
public final class MailPages implements HttpHandler {
  /** The path of the mailbox. */
  public static final String PATH = "/_local/mail";

  /** A mail may show itself and nothing more: no script, no form, nothing from the network. */
  private static final String MAIL_POLICY =
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none';"
          + " form-action 'none'";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private final Mailbox mailbox;
  private final Html page = Html.resource(MailPages.class, "mailbox.html");
  private final Html item = Html.resource(MailPages.class, "mailbox-item.html");

  /** Shows this mailbox. */
  public MailPages(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("/$", "");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Vary", "Accept");
    String method = exchange.getRequestMethod();
    if (!path.equals(PATH)) {
      htmlPart(exchange, path.substring(path.lastIndexOf('/') + 1));
    } else if (method.equals("DELETE")) {
      mailbox.clear();
      Loopback.write(exchange, 204, new byte[0]);
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD, DELETE");
      Loopback.answer(exchange, 405, "text/plain", "GET or DELETE\n");
    } else if (wantsPage(exchange)) {
      exchange.getResponseHeaders().set("Content-Security-Policy", PAGE_POLICY);
      Loopback.answer(exchange, 200, "text/html; charset=utf-8", page());
    } else {
      Loopback.answer(exchange, 200, "application/json", Json.bytes(json()));
    }
  }

  private static boolean wantsPage(HttpExchange exchange) {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    return accept != null && accept.contains("text/html");
  }

  private ArrayNode json() {
    ArrayNode mails = Json.array();
    for (Mail mail : mailbox.messages()) {
      mails
          .addObject()
          .put("to", String.join(", ", mail.to()))
          .put("subject", mail.subject())
          .put("body", mail.text());
    }
    return mails;
  }

  private String page() {
    List<Mail> mails = mailbox.messages();
    StringBuilder items = new StringBuilder();
    for (Mail mail : mails.reversed()) {
      items.append(
          item.with(
              Map.of(
                  "id", mail.id(),
                  "from", mail.from(),
                  "to", String.join(", ", mail.to()),
                  "subject", mail.subject(),
                  "text", mail.text(),
                  "time", TIME.format(mail.received()),
                  "hidden", mail.html().isEmpty() ? "hidden" : "")));
    }
    return page.with(
        Map.of("count", String.valueOf(mails.size()), "empty", mails.isEmpty() ? "" : "hidden"),
        Map.of("mails", items.toString()));
  }

  private void htmlPart(HttpExchange exchange, String id) throws IOException {
    Optional<Mail> mail = mailbox.messages().stream().filter(m -> m.id().equals(id)).findFirst();
    exchange.getResponseHeaders().set("Content-Security-Policy", MAIL_POLICY);
    if (mail.isEmpty()) {
      Loopback.answer(exchange, 404, "text/plain; charset=utf-8", "There is no such mail.\n");
    } else {
      Loopback.answer(exchange, 200, "text/html; charset=utf-8", mail.get().html());
    }
  }
}
