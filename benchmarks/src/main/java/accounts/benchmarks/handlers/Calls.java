package accounts.benchmarks.handlers;

import accounts.http.PrimingContext;
import accounts.json.Json;
import accounts.testing.Events;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Calls of handlers, as Lambda's runtime makes them. */
public final class Calls {
  private static final Context CONTEXT = new PrimingContext();

  private Calls() {}

  /** The sample event with one cookie. */
  public static byte[] withCookie(String event, String name, String value) {
    ObjectNode json = event(event);
    json.withObject("multiValueHeaders").putArray("Cookie").add(name + "=" + value);
    return bytes(json);
  }

  /** The sample event with that body. */
  public static byte[] withBody(String event, Map<String, String> body) {
    return bytes(event(event).put("body", Json.write(body)));
  }

  private static ObjectNode event(String name) {
    return Json.readObject(Events.text(name)).orElseThrow();
  }

  private static byte[] bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** From the event's bytes to the answer's. */
  public static byte[] call(RequestStreamHandler handler, byte[] event) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream(1024);
    try {
      handler.handleRequest(new ByteArrayInputStream(event), answer, CONTEXT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toByteArray();
  }

  /**
   * The answer, which has to be of that status.
   *
   * @throws IllegalStateException if it is another
   */
  public static ObjectNode require(byte[] answer, int status) {
    ObjectNode json = Json.readObject(new ByteArrayInputStream(answer)).orElseThrow();
    if (json.path("statusCode").intValue() != status) {
      throw new IllegalStateException("Answered " + json);
    }
    return json;
  }
}
