package accounts.local;

import accounts.local.docs.DocsPages;
import accounts.local.lambda.Lambda;
import accounts.local.mail.MailPages;
import accounts.local.net.LocalStackException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the stack until it is interrupted. */
@Command(
    name = "local/run",
    sortOptions = false,
    header = "Runs the system of template.yaml on this machine, on 127.0.0.1 only.",
    subcommands = InvokeCommand.class,
    footer = {
      "",
      "local/run itself also takes --no-build: run what was built before.",
      "A FUNCTION is a logical id of the template or a folder: SignupFunction or signup."
    })
final class RunCommand implements Callable<Integer> {
  private static final int LAST_PORT = 65_535;

  @Option(
      names = StackPorts.API_OPTION,
      paramLabel = "PORT",
      defaultValue = "3000",
      description = "The API's port; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = StackPorts.AWS_OPTION,
      paramLabel = "PORT",
      description =
          "Where DynamoDB, SES and the like answer; 0 for any free one. Default: the API's port + 1.")
  private @Nullable Integer awsPort;

  @Option(
      names = StackPorts.REDIS_OPTION,
      paramLabel = "PORT",
      description =
          "The port of the stack's own Redis; 0 for any free one. Default: the API's port + 2.")
  private @Nullable Integer redisPort;

  @Mixin private StackOptions options = new StackOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() throws InterruptedException {
    long begin = System.nanoTime();
    try (LocalStack stack = builder().start()) {
      stack.publish();
      ready(stack, (System.nanoTime() - begin) / 1e9);
      new CountDownLatch(1).await(); // until a signal ends the process
      return 0;
    }
  }

  private LocalStackBuilder builder() {
    if (redisPort != null && options.hasRedis()) {
      throw new LocalStackException(
          "--redis-port is for a Redis of the stack's own; leave it out with --redis.");
    }
    return options
        .builder()
        .port(valid(port))
        .awsPort(awsPort == null ? next(1) : valid(awsPort))
        .redisPort(options.hasRedis() ? 0 : redisPort == null ? next(2) : valid(redisPort))
        .log(System.out::println);
  }

  private int next(int distance) {
    return port == 0 || port + distance > LAST_PORT ? 0 : port + distance;
  }

  private static int valid(int port) {
    if (port < 0 || port > LAST_PORT) {
      throw new LocalStackException("The port must be 0 to 65535, not " + port + ".");
    }
    return port;
  }

  private static void ready(LocalStack stack, double seconds) {
    System.out.printf("Ready: %s (%.1f s)%n", stack.url(), seconds);
    System.out.printf("AWS endpoint: %s%n", stack.awsUrl());
    System.out.printf("Redis: %s%n", stack.redis().address());
    System.out.printf("Mailbox: %s%s%n", stack.url(), MailPages.PATH);
    System.out.printf("Documentation: %s%s%n", stack.url(), DocsPages.PATH);
    System.out.printf(
        "Try: curl -i %s/api/accounts/signup -d"
            + " '{\"email\":\"ada@example.com\",\"password\":\"correct horse battery\","
            + "\"nickname\":\"ada\"}'%n",
        stack.url());
    if (stack.debugged().isPresent()) {
      System.out.printf(
          "%s waits for a debugger on %s at its first call%n",
          stack.debugged().get(), Lambda.debugAddress());
    }
  }
}
