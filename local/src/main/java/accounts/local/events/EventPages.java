package accounts.local.events;

import accounts.local.net.Html;
import accounts.local.net.Json;
import accounts.local.net.Loopback;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The events over HTTP: a page for browsers, JSON for programs. */
public final class EventPages implements HttpHandler {
  /** The path of the events. */
  public static final String PATH = "/_local/events";

  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  private final EventBuses buses;
  private final Html page = Html.resource(EventPages.class, "events.html");
  private final Html item = Html.resource(EventPages.class, "events-item.html");

  /** Shows the events of these buses. */
  public EventPages(EventBuses buses) {
    this.buses = buses;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Vary", "Accept");
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath().replaceFirst("/$", "");
    if (!path.equals(PATH)) {
      Loopback.answer(exchange, 404, "text/plain; charset=utf-8", "See " + PATH + "\n");
    } else if (method.equals("DELETE")) {
      buses.clear();
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
    ArrayNode events = Json.array();
    buses.events().forEach(event -> events.add(event.delivered()));
    return events;
  }

  private String page() {
    List<BusEvent> events = buses.events();
    StringBuilder items = new StringBuilder();
    for (BusEvent event : events.reversed()) {
      items.append(
          item.with(
              Map.of(
                  "type", event.detailType(),
                  "source", event.source(),
                  "bus", event.bus(),
                  "time", event.time().toString(),
                  "detail", event.detail().toPrettyString())));
    }
    return page.with(
        Map.of("count", String.valueOf(events.size()), "empty", events.isEmpty() ? "" : "hidden"),
        Map.of("events", items.toString()));
  }
}
