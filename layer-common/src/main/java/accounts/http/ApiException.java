package accounts.http;

import java.time.Duration;
import java.util.Map;

/**
 * A request is refused: an answer of the API, not a fault. Thrown by use cases and by the parsing
 * of requests, turned into a response by {@link HttpFunction}.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final ErrorCode code;
  private final Message text;
  private final transient Map<String, Object> fields;
  private final transient Map<String, String> headers;

  public ApiException(int status, ErrorCode code, Message text) {
    this(status, code, text, Map.of(), Map.of());
  }

  /**
   * @param fields what stands in the body beside message and code
   */
  ApiException(
      int status,
      ErrorCode code,
      Message text,
      Map<String, Object> fields,
      Map<String, String> headers) {
    // No stack trace: these are frequent, and where they come from is plain from the code.
    super(code.name(), null, false, false);
    this.status = status;
    this.code = code;
    this.text = text;
    this.fields = fields;
    this.headers = headers;
  }

  /** A field is absent, null or empty. */
  public static ApiException requiredField(Field field) {
    return new ApiException(
        400, ErrorCode.REQUIRED_FIELD, field.required(), Map.of("field", field.key()), Map.of());
  }

  /** A field has a value that it cannot have. */
  public static ApiException invalidField(Field field, Message why) {
    return new ApiException(
        400, ErrorCode.INVALID_FIELD, why, Map.of("field", field.key()), Map.of());
  }

  /**
   * The same may be asked again after some time.
   *
   * @param after the answer says it in whole seconds, rounded up
   */
  public static ApiException tooEarly(ErrorCode code, Message text, Duration after) {
    long seconds = Math.max(1, after.plusNanos(999_999_999).toSeconds());
    return new ApiException(
        429,
        code,
        text,
        Map.of("retryAfterSeconds", seconds),
        Map.of("Retry-After", Long.toString(seconds)));
  }

  public int status() {
    return status;
  }

  public ErrorCode code() {
    return code;
  }

  public Message text() {
    return text;
  }

  Map<String, Object> fields() {
    return fields;
  }

  Map<String, String> headers() {
    return headers;
  }
}
