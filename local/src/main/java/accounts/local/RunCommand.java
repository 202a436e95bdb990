package accounts.local;

import accounts.local.lambda.Lambda;
import accounts.local.mail.MailPages;
import accounts.local.net.LocalStackException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "3000",
      description = "The API's port; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Mixin private StackOptions options = new StackOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new LocalStackException("The port must be 0 to 65535, not " + port + ".");
    }
    long begin = System.nanoTime();
    try (LocalStack stack = options.builder().port(port).log(System.out::println).start()) {
      stack.publish();
      ready(stack, (System.nanoTime() - begin) / 1e9);
      new CountDownLatch(1).await(); // until a signal ends the process
      return 0;
    }
  }

  private static void ready(LocalStack stack, double seconds) {
    System.out.printf("Ready: %s (%.1f s)%n", stack.url(), seconds);
    System.out.printf("Mailbox: %s%s%n", stack.url(), MailPages.PATH);
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
