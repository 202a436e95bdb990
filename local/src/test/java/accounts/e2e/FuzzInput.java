package accounts.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One input of an endpoint.
 *
 * @param event as API Gateway would hand it on, or nothing if it is sent over HTTP
 * @param http the request as it goes over the wire; empty where there is an event
 * @param wellFormed whether the bytes are HTTP
 * @param method of the request
 * @param path as it was asked for
 * @param fields the texts that were sent in fields as they should be
 * @param secrets what no log line may have in it, beside marks
 */
@SuppressWarnings("ArrayRecordComponent") // sent, never compared
record FuzzInput(
    FuzzEndpoint endpoint,
    int index,
    FuzzPeople.Person person,
    Optional<ObjectNode> event,
    byte[] http,
    boolean wellFormed,
    String method,
    String path,
    Map<String, String> fields,
    List<String> secrets) {
  /** Half of a surrogate pair can only be written as an escape. */
  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** The event under that request id, if it has a place for one. */
  String eventJson(String requestId) {
    ObjectNode event = this.event.orElseThrow();
    if (isTraced()) {
      event.withObject("/requestContext").put("requestId", requestId);
    }
    try {
      return ASCII.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the log has its id. */
  boolean isTraced() {
    return event.isPresent() && event.get().path("requestContext").has("requestId");
  }
}
