package accounts.local;

import accounts.local.net.LocalStackException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Says how to run the stack; each has a default. */
public final class LocalStackBuilder {
  private Path projectRoot = Path.of("").toAbsolutePath();
  private Optional<Path> template = Optional.empty();
  private int port;
  private int awsPort;
  private int redisPort;
  private Optional<String> redis = Optional.empty();
  private Optional<Path> data = Optional.empty();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private String signingKey = LocalParameters.KEY_FOR_LOCAL_USE_ONLY;
  private boolean snapStart;
  private boolean classArchives = true;
  private Optional<String> debug = Optional.empty();
  private List<String> launchPrefix = List.of();
  private Consumer<String> log = line -> {};

  LocalStackBuilder() {}

  /** Where the project is, with what its build made. Default: the working directory. */
  public LocalStackBuilder projectRoot(Path directory) {
    this.projectRoot = directory.toAbsolutePath().normalize();
    return this;
  }

  /** The template to run. Default: {@code template.yaml} in the project's root. */
  public LocalStackBuilder template(Path file) {
    this.template = Optional.of(file);
    return this;
  }

  /** The API's port. Default 0: any free one. */
  public LocalStackBuilder port(int number) {
    this.port = number;
    return this;
  }

  /** The port where DynamoDB, SES and the like answer the functions. Default 0: any free one. */
  public LocalStackBuilder awsPort(int number) {
    this.awsPort = number;
    return this;
  }

  /** The port of the stack's own Redis. Default 0: any free one. */
  public LocalStackBuilder redisPort(int number) {
    this.redisPort = number;
    return this;
  }

  /** A Redis that runs already, as {@code host:port}. Default: one of the stack's own. */
  public LocalStackBuilder redis(String address) {
    this.redis = Optional.of(address);
    return this;
  }

  /** Where to keep the data. Default: in memory. */
  public LocalStackBuilder data(Path directory) {
    this.data = Optional.of(directory.toAbsolutePath());
    return this;
  }

  /** The values of parameters of the template. */
  public LocalStackBuilder parameters(Map<String, String> values) {
    parameters.putAll(values);
    return this;
  }

  /** The value of a parameter of the template. */
  public LocalStackBuilder parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /** An environment variable of every function, whatever the template gives it. */
  public LocalStackBuilder environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /**
   * The first of the keys that sign the tokens: letters, digits, {@code -} and {@code _}, base64url
   * of at least 32 bytes. Kept data that were rotated have their own keys. Default: a fixed one,
   * for local use only.
   */
  public LocalStackBuilder signingKey(String base64Url) {
    if (!base64Url.matches("[A-Za-z0-9_-]{43,}={0,2}")) {
      throw new LocalStackException("The signing key must be base64url of at least 32 bytes.");
    }
    this.signingKey = base64Url;
    return this;
  }

  /**
   * Whether functions with {@code SnapStart} go through its life cycle: start, hooks, checkpoint,
   * restore, hooks, calls. Default: no.
   *
   * @see LocalStack#publish
   */
  public LocalStackBuilder snapStart(boolean on) {
    this.snapStart = on;
    return this;
  }

  /**
   * Whether functions start with an archive of their classes, made by an earlier stack or, in the
   * background, by this one: about twice as fast as without, which is how they start on Lambda.
   * Default: yes.
   */
  public LocalStackBuilder classArchives(boolean on) {
    this.classArchives = on;
    return this;
  }

  /** The function that waits for a debugger. Default: none. */
  public LocalStackBuilder debug(String function) {
    this.debug = Optional.of(function);
    return this;
  }

  /**
   * A command that starts the JVM of each function, such as {@code taskset -c 1}, which keeps it to
   * one processor. It has to become the JVM, not to wait for it. Default: none.
   */
  public LocalStackBuilder launchWith(String... command) {
    this.launchPrefix = List.of(command);
    return this;
  }

  /** Where the log goes, line by line. Default: nowhere. */
  public LocalStackBuilder log(Consumer<String> lines) {
    this.log = lines;
    return this;
  }

  /** Starts the stack; returns when it answers. */
  public LocalStack start() {
    return LocalStack.start(
        new Settings(
            template.orElse(projectRoot.resolve("template.yaml")),
            projectRoot.resolve("local"),
            new StackPorts(port, awsPort, redisPort),
            redis,
            data,
            Map.copyOf(parameters),
            Map.copyOf(environment),
            signingKey,
            snapStart,
            classArchives,
            debug,
            launchPrefix,
            log));
  }
}
