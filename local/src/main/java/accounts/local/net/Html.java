package accounts.local.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page with places to fill in, written {@code {{name}}}. */
public final class Html {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

  private final String source;

  private Html(String source) {
    this.source = source;
  }

  /** The page in a resource beside a class. */
  public static Html resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new Html(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Filled in with texts, which are escaped. */
  public String with(Map<String, String> texts) {
    return with(texts, Map.of());
  }

  /** Filled in with texts, which are escaped, and with what is HTML already. */
  public String with(Map<String, String> texts, Map<String, String> html) {
    Matcher matcher = PLACE.matcher(source);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String ready = html.get(name);
      String value = ready == null ? escape(texts.getOrDefault(name, "")) : ready;
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
