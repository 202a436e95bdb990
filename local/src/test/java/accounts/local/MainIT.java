package accounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.net.Loopback;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, in a process of its own. */
class MainIT {
  private static final String TEMPLATE = "src/test/resources/fixture.yaml";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path temporary;

  @Test
  void aSignalEndsEverything() throws Exception {
    Process process = start("--port", "0", "--template", TEMPLATE);
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      while (line != null && !line.startsWith("Ready: ")) {
        line = reader.readLine();
      }
      assertThat(line).startsWith("Ready: http://127.0.0.1:");
      callOnce(String.valueOf(line).split(" ", -1)[1]);
      List<ProcessHandle> children = process.descendants().toList();
      assertThat(children).hasSizeGreaterThanOrEqualTo(3);
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      for (ProcessHandle child : children) {
        child.onExit().get(30, TimeUnit.SECONDS);
      }
      assertThat(temporary).isEmptyDirectory();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatTheStackStartedEndsEvenWhenItIsKilled() throws Exception {
    Process process = start("--port", "0", "--template", TEMPLATE);
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      while (line != null && !line.startsWith("Ready: ")) {
        line = reader.readLine();
      }
      callOnce(String.valueOf(line).split(" ", -1)[1]);
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      for (ProcessHandle child : children) {
        child.onExit().get(30, TimeUnit.SECONDS);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPortInUseIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(failure("--port", String.valueOf(taken.getLocalPort()), "--template", TEMPLATE))
          .containsExactly(
              "Port %d is in use; choose another by --port.".formatted(taken.getLocalPort()));
    }
  }

  @Test
  void aPortInUseForAwsOrRedisIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      for (String option : List.of("--aws-port", "--redis-port")) {
        assertThat(failure("--port", "0", option, port, "--template", TEMPLATE))
            .containsExactly("Port %s is in use; choose another by %s.".formatted(port, option));
      }
    }
  }

  @Test
  void onePortForTwoIsOneSentence() throws Exception {
    String port = String.valueOf(Loopback.freePort());
    assertThat(failure("--port", port, "--redis-port", port, "--aws-port", "0"))
        .containsExactly("--port, --aws-port and --redis-port must be different ports.");
  }

  @Test
  void aPortForARedisThatIsNotTheStacksIsOneSentence() throws Exception {
    assertThat(failure("--port", "0", "--redis-port", "0", "--redis", "127.0.0.1:1"))
        .containsExactly(
            "--redis-port is for a Redis of the stack's own; leave it out with --redis.");
  }

  @Test
  void theAddressesOfTheStoresArePrinted() throws Exception {
    int awsPort = Loopback.freePort();
    int redisPort = Loopback.freePort();
    Process process =
        start(
            "--port",
            "0",
            "--aws-port",
            String.valueOf(awsPort),
            "--redis-port",
            String.valueOf(redisPort),
            "--template",
            TEMPLATE);
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine();
          line != null && !line.startsWith("Mailbox: ");
          line = reader.readLine()) {
        lines.add(line);
      }
    } finally {
      process.destroy();
    }

    assertThat(lines)
        .contains("AWS endpoint: http://127.0.0.1:" + awsPort, "Redis: 127.0.0.1:" + redisPort);
  }

  @Test
  void aPortThatIsNoneIsOneSentence() throws Exception {
    assertThat(failure("--port", "99999", "--template", TEMPLATE))
        .containsExactly("The port must be 0 to 65535, not 99999.");
  }

  @Test
  void aTemplateThatIsNotThereIsOneSentence() throws Exception {
    assertThat(failure("--port", "0", "--template", "no-such.yaml"))
        .containsExactly("The template no-such.yaml cannot be read.");
  }

  @Test
  void aRedisThatDoesNotAnswerIsOneSentence() throws Exception {
    assertThat(failure("--redis", "127.0.0.1:1", "--port", "0", "--template", TEMPLATE))
        .containsExactly("No Redis answers at 127.0.0.1:1.");
  }

  @Test
  void anUnknownParameterIsOneSentence() throws Exception {
    assertThat(failure("--port", "0", "--parameter", "Colour=blue", "--template", TEMPLATE))
        .containsExactly("The template has no parameter Colour; it has StageName.");
  }

  @Test
  void aSigningKeyThatIsNoneIsOneSentence() throws Exception {
    assertThat(failure("--signing-key", "short", "--template", TEMPLATE))
        .containsExactly("The signing key must be base64url of at least 32 bytes.");
  }

  @Test
  void invokePrintsTheAnswerOnStandardOutput() throws Exception {
    Process process =
        start("invoke", "trouble", "--template", TEMPLATE, "src/test/resources/trouble.json");
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(output).startsWith("{").contains("\"body\":\"fine\"");
    assertThat(process.waitFor()).isZero();
  }

  /** Starts a function's JVM. */
  private static void callOnce(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/open")).build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  void optionsInFrontOfInvoke_areRefusedAndNotPassedOver() throws Exception {
    Process process = start("--data", "nowhere", "invoke", "signup", "-");

    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines("Options go behind invoke; see local/run --help.");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  /** The standard error of a run that fails, without the lines on what was started. */
  private List<String> failure(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    List<String> errors =
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isEqualTo(1);
    return errors;
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Daccounts.root=..");
    // A stack that is killed cannot delete its files.
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add("target" + File.separator + "lib" + File.separator + "*");
    command.add("accounts.local.Main");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
