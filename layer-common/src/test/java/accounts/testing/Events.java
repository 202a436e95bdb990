package accounts.testing;

import accounts.token.SigningKey;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sample events of the folder {@code events}. */
public final class Events {
  /** The local stack's own, which signed the tokens in the sample events. */
  public static final SigningKey LOCAL_KEY =
      SigningKey.fromBase64Url("Zm9yLXRoZS1sb2NhbC1zdGFjay1vbmx5LTMyLWJ5dGU");

  private Events() {}

  /** A request to an endpoint, such as {@code signup}. */
  public static APIGatewayProxyRequestEvent request(String name) {
    return read(name, APIGatewayProxyRequestEvent.class);
  }

  /** An event as a function gets it: read by the deserializer of Lambda's runtime. */
  public static <T> T read(String name, Class<T> type) {
    return LambdaEventSerializers.serializerFor(type, Events.class.getClassLoader())
        .fromJson(text(name));
  }

  /** The names of all. */
  public static List<String> names() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".json"))
          .map(file -> file.replace(".json", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An event as it stands in its file. */
  public static String text(String name) {
    try {
      return Files.readString(folder().resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The event with a header more, or another value for it, as a client sends it once. */
  public static APIGatewayProxyRequestEvent withHeader(
      APIGatewayProxyRequestEvent event, String name, String value) {
    Map<String, String> headers = new HashMap<>(event.getHeaders());
    headers.put(name, value);
    Map<String, List<String>> all = new HashMap<>(event.getMultiValueHeaders());
    all.put(name, List.of(value));
    return event.withHeaders(headers).withMultiValueHeaders(all);
  }

  private static Path folder() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("events"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("No folder events above the working directory");
      }
    }
    return directory.resolve("events");
  }
}
