package accounts.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a function answers: a status, a JSON object, headers of its own and cookies. */
public final class Response {
  private final int status;
  private final Map<String, Object> body;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<String> cookies = new ArrayList<>();

  private Response(int status, Map<String, Object> body) {
    this.status = status;
    this.body = body;
  }

  public static Response of(int status, Map<String, Object> body) {
    return new Response(status, new LinkedHashMap<>(body));
  }

  /** An answer without a body. */
  public static Response empty(int status) {
    return of(status, Map.of());
  }

  /** {@code {"message": …}} in the request's language. */
  public static Response message(int status, Message message, Request request) {
    return of(status, Map.of("message", message.text(request.language())));
  }

  /** Adds a field to the body, behind the others. */
  public Response with(String field, Object value) {
    body.put(field, value);
    return this;
  }

  /** Sets a header, also in the place of one that all answers have. */
  public Response withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Adds a {@code Set-Cookie} header. */
  public Response withCookie(String cookie) {
    cookies.add(cookie);
    return this;
  }

  int status() {
    return status;
  }

  Map<String, Object> body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }

  List<String> cookies() {
    return cookies;
  }
}
