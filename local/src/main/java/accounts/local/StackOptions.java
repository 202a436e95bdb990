package accounts.local;

import accounts.local.net.LocalStackException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that running the stack and calling one function have in common. */
final class StackOptions {
  /** Set by {@code local/run}; the working directory is the project's root otherwise. */
  private static final Path PROJECT_ROOT = Path.of(System.getProperty("accounts.root", ""));

  @Option(
      names = "--redis",
      paramLabel = "host:port",
      description = "Use a Redis that runs already. Default: one of the stack's own.")
  private @Nullable String redis;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the data in this directory. Default: in memory.")
  private @Nullable Path data;

  @Option(
      names = "--parameter",
      paramLabel = "Name=Value",
      description = "A parameter of the template. Repeatable.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--env",
      paramLabel = "NAME=Value",
      description = "An environment variable of every function. Repeatable.")
  private Map<String, String> environment = new LinkedHashMap<>();

  @Option(
      names = "--signing-key",
      paramLabel = "BASE64URL",
      description = "The first key that signs tokens. Default: a fixed one, for local use only.")
  private @Nullable String signingKey;

  @Option(
      names = "--snap-start",
      description = "Take functions with SnapStart through its life cycle, hooks and all.")
  private boolean snapStart;

  @Option(
      names = "--debug",
      paramLabel = "FUNCTION",
      description = "Let this function wait for a debugger on 127.0.0.1:5005; no time limits.")
  private @Nullable String debug;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "The template to run. Default: template.yaml.")
  private @Nullable Path template;

  boolean hasRedis() {
    return redis != null;
  }

  LocalStackBuilder builder() {
    if (Runtime.version().feature() < 25) {
      throw new LocalStackException(
          "The functions need Java 25; this is Java " + Runtime.version().feature() + ".");
    }
    LocalStackBuilder builder = LocalStack.builder().projectRoot(PROJECT_ROOT);
    if (redis != null) {
      builder.redis(redis);
    }
    if (data != null) {
      builder.data(data);
    }
    if (signingKey != null) {
      builder.signingKey(signingKey);
    }
    parameters.forEach(builder::parameter);
    environment.forEach(builder::environment);
    builder.snapStart(snapStart);
    if (debug != null) {
      builder.debug(debug);
    }
    if (template != null) {
      builder.template(template);
    }
    return builder;
  }
}
