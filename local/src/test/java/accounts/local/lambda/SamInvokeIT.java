package accounts.local.lambda;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Eventually;
import accounts.e2e.StackExtension;
import accounts.local.LocalStack;
import accounts.local.SamVariables;
import accounts.local.net.ChildProcess;
import accounts.local.net.Loopback;
import accounts.local.template.FunctionDefinition;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code sam local invoke … --env-vars events/env.json} against a running stack, without SAM: the
 * function's JVM gets the variables that SAM would give it, and nothing of the stack's own.
 */
class SamInvokeIT {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path temporary;

  @Test
  void signupFunction_signsUpAMemberOfTheRunningStack() throws Exception {
    int awsPort = Loopback.freePort();
    int redisPort = Loopback.freePort();
    try (LocalStack stack =
        LocalStack.builder()
            .projectRoot(StackExtension.projectRoot())
            .awsPort(awsPort)
            .redisPort(redisPort)
            .start()) {
      assertThat(stack.awsUrl()).isEqualTo("http://127.0.0.1:" + awsPort);
      assertThat(stack.redis().address()).isEqualTo("127.0.0.1:" + redisPort);
      // The file has the ports that local/run has by default, which may be in use here.
      Map<String, String> variables = new LinkedHashMap<>();
      requireNonNull(SamVariables.file().get("SignupFunction"))
          .forEach(
              (name, value) ->
                  variables.put(
                      name,
                      value
                          .replace("127.0.0.1:3001", "127.0.0.1:" + awsPort)
                          .replace("127.0.0.1:3002", "127.0.0.1:" + redisPort)));

      String answer = invoke(stack.definition().function("SignupFunction"), variables);

      assertThat(answer).contains("\"statusCode\":201");
      // The stack's own mailer sends the mail, so the member is in its table.
      Eventually.get(
          () -> stack.mailbox().messages(), mails -> mails.size() == 1, "the mail of the sign-up");
      // The code is in its Redis: nothing else was called.
      assertThat(stack.usedActions("SignupFunction")).isEmpty();
    }
  }

  private String invoke(FunctionDefinition function, Map<String, String> variables)
      throws Exception {
    List<String> output = new CopyOnWriteArrayList<>();
    byte[] event = Files.readAllBytes(StackExtension.projectRoot().resolve("events/signup.json"));
    try (Emulator emulator = new Emulator(event)) {
      ProcessBuilder builder = new ProcessBuilder(command(function));
      builder.environment().clear();
      builder.environment().putAll(SamVariables.environment(function.logicalId(), variables));
      builder.environment().put("AWS_LAMBDA_RUNTIME_API", emulator.address());
      builder.environment().put("_HANDLER", function.handler());
      ChildProcess process = ChildProcess.start(builder, output::add);
      try {
        return emulator.answer.get(1, TimeUnit.MINUTES);
      } catch (TimeoutException e) {
        throw new AssertionError(String.join("\n", output), e);
      } finally {
        process.kill();
      }
    }
  }

  private List<String> command(FunctionDefinition function) {
    RuntimeClient client =
        RuntimeClient.unpack(
            StackExtension.projectRoot().resolve("local/target/runtime"), temporary);
    List<String> classPath = new ArrayList<>();
    classPath.add(client.jars() + File.separator + "*");
    classPath.add(function.code().toString());
    function
        .layers()
        .forEach(layer -> classPath.add(layer.resolve("java/lib") + File.separator + "*"));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI="
            + client.nativeLibrary(),
        "-cp",
        String.join(File.pathSeparator, classPath),
        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
        function.handler());
  }

  /** Lambda's runtime API with one event, as the emulator in SAM's containers has it. */
  private static final class Emulator implements AutoCloseable {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicBoolean handedOut = new AtomicBoolean();
    private final byte[] event;
    private final HttpServer server;

    Emulator(byte[] event) {
      this.event = event;
      this.server = Loopback.serve(this::handle);
    }

    String address() {
      return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
      if (!exchange.getRequestURI().getPath().endsWith("/next")) {
        answer.complete(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Loopback.answer(exchange, 202, "application/json", "{}");
        return;
      }
      if (!handedOut.compareAndSet(false, true)) {
        end.join(); // there is no second event
        return;
      }
      exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", "sam");
      exchange
          .getResponseHeaders()
          .set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 10_000));
      exchange
          .getResponseHeaders()
          .set(
              "Lambda-Runtime-Invoked-Function-Arn",
              "arn:aws:lambda:us-east-1:123456789012:function:SignupFunction");
      Loopback.answer(exchange, 200, "application/json", event);
    }

    @Override
    public void close() {
      end.complete(null);
      server.stop(0);
    }
  }
}
