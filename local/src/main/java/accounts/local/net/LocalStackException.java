package accounts.local.net;

import java.nio.file.Path;

/**
 * The stack cannot do what it was asked. The message is one sentence for the person who asked; the
 * command line shows it without a stack trace.
 */
public class LocalStackException extends RuntimeException {

  /** With the sentence to show. */
  public LocalStackException(String message) {
    super(message);
  }

  /** With the sentence to show, and the cause for a debugger. */
  public LocalStackException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Something that the build makes is missing. */
  public static LocalStackException notBuilt(Path missing) {
    Path here = Path.of("").toAbsolutePath();
    Path shown = missing.startsWith(here) ? here.relativize(missing) : missing;
    return new LocalStackException(shown + " is not built: run mvn package.");
  }
}
