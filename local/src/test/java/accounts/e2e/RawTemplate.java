package accounts.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code template.yaml} as it is written, for what the local stack does not read of it. */
public final class RawTemplate {
  private static final Pattern TAG = Pattern.compile("(?<=[\\s\\[,])![A-Z][A-Za-z0-9]+(?=\\s)");

  private RawTemplate() {}

  /** The whole, with CloudFormation's tags ({@code !Ref} and the like) left out. */
  public static Map<?, ?> read() {
    return read(StackExtension.projectRoot().resolve("template.yaml"));
  }

  /** The same of another template. */
  public static Map<?, ?> read(Path template) {
    try {
      String text = Files.readString(template);
      return (Map<?, ?>)
          new Load(LoadSettings.builder().build()).loadFromString(TAG.matcher(text).replaceAll(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
