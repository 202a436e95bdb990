package accounts.e2e;

import accounts.local.LocalStack;
import accounts.local.LocalStackBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands out one local stack, started with the first test that asks and ended after the last. It
 * runs the template that is deployed.
 */
public final class StackExtension implements ParameterResolver {
  /** A page's origin that may call the API. */
  public static final String ALLOWED_ORIGIN = "https://app.example.com";

  static final String PASSWORD_HASH_COST = "4";

  /** The tests call all from one address, and have a mailbox get more mail than anybody else. */
  public static final Map<String, String> NO_LIMITS =
      Map.of(
          "SignUpsPerMinute", "0",
          "LoginsPerMinute", "0",
          "FailedLoginsPerMinute", "0",
          "MailsPerMinute", "300",
          "MailsPerHour", "300");

  /** The stack, what it logged, and what stands between its functions and Redis. */
  public record RunningStack(LocalStack stack, List<String> log, RedisProxy redis)
      implements AutoCloseable {
    @Override
    public void close() {
      stack.close();
      redis.close();
    }
  }

  /** The folder of {@code template.yaml}. */
  public static Path projectRoot() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("template.yaml"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("No template.yaml above the working directory");
      }
    }
    return directory;
  }

  /** The running stack, for a test that is not handed one. */
  public static RunningStack running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(StackExtension.class))
        .computeIfAbsent(RunningStack.class, key -> start(), RunningStack.class);
  }

  /** Of a stack that hashes passwords for less than the template allows; tests hash thousands. */
  public static LocalStackBuilder builder() {
    return LocalStack.builder()
        .projectRoot(projectRoot())
        .environment("PASSWORD_HASH_COST", PASSWORD_HASH_COST);
  }

  private static RunningStack start() {
    List<String> log = new CopyOnWriteArrayList<>();
    PrintStream file = logFile();
    RedisProxy redis = new RedisProxy();
    LocalStack stack =
        builder()
            .parameter("AllowedOrigins", ALLOWED_ORIGIN)
            .parameters(NO_LIMITS)
            .environment("REDIS_URL", redis.url())
            .log(
                line -> {
                  log.add(line);
                  file.println(line);
                })
            .start();
    redis.leadTo(stack.redis().address());
    return new RunningStack(stack, log, redis);
  }

  /** Where to look when a test fails. */
  private static PrintStream logFile() {
    try {
      Path directory = Files.createDirectories(projectRoot().resolve("local/target"));
      return new PrintStream(
          Files.newOutputStream(directory.resolve(System.getProperty("stack.log", "stack-1.log"))),
          true,
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RunningStack.class || type == LocalStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RunningStack running = running(context);
    return parameter.getParameter().getType() == LocalStack.class ? running.stack() : running;
  }
}
