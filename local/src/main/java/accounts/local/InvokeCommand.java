package accounts.local;

import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.net.LocalStackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls one function, as {@code sam local invoke} does. */
@Command(
    name = "invoke",
    sortOptions = false,
    header = "Calls one function with an event and prints what it answers.")
final class InvokeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FUNCTION", description = "The function.")
  private String function = "";

  @Parameters(
      index = "1",
      paramLabel = "EVENT_FILE",
      description = "The event as JSON; - for the standard input.")
  private String eventFile = "";

  @Mixin private StackOptions options = new StackOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() {
    String event = event();
    try (LocalStack stack = options.builder().log(System.err::println).start()) {
      InvocationResult result = stack.invoke(function, event);
      System.out.println(result.text());
      return result.isError() ? 1 : 0;
    }
  }

  private String event() {
    try {
      String event =
          eventFile.equals("-")
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(eventFile));
      if (Json.parse(event.getBytes(StandardCharsets.UTF_8)).isEmpty()) {
        throw new LocalStackException("The event " + eventFile + " is not JSON.");
      }
      return event;
    } catch (IOException e) {
      throw new LocalStackException("The event " + eventFile + " cannot be read.", e);
    }
  }
}
