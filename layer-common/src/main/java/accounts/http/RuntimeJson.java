package accounts.http;

import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/**
 * The JSON of Lambda's runtime, which reads a function's events and writes its answers: the slowest
 * part of a first call that is not the function's own. The runtime brings the classes; with one
 * that does not, nothing is primed here.
 */
public final class RuntimeJson {
  private RuntimeJson() {}

  /** The event written as JSON and read again, as the runtime reads it. */
  public static <T> T read(T event, Class<T> type) {
    try {
      PojoSerializer<T> serializer = serializer(type);
      return serializer.fromJson(new ByteArrayInputStream(toJson(serializer, event)));
    } catch (LinkageError e) {
      return event;
    }
  }

  /** Writes the answer as the runtime writes it. */
  public static <T> void write(T answer, Class<T> type) {
    try {
      toJson(serializer(type), answer);
    } catch (LinkageError e) {
      // Then it is not primed.
    }
  }

  private static <T> byte[] toJson(PojoSerializer<T> serializer, T value) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    serializer.toJson(value, json);
    return json.toByteArray();
  }

  /** The one that the runtime takes for that type. */
  private static <T> PojoSerializer<T> serializer(Class<T> type) {
    return LambdaEventSerializers.isLambdaSupportedEvent(type.getName())
        ? LambdaEventSerializers.serializerFor(type, RuntimeJson.class.getClassLoader())
        : JacksonFactory.getInstance().getSerializer(type);
  }
}
