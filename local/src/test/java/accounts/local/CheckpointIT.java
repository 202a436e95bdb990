package accounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.lambda.Checkpoint;
import accounts.local.lambda.InvocationResult;
import accounts.local.net.OpenConnections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life cycle of functions that start from a snapshot. */
class CheckpointIT {
  private static final ConcurrentLinkedQueue<String> LINES = new ConcurrentLinkedQueue<>();

  @SuppressWarnings("NullAway.Init")
  private static ServerSocket server;

  @SuppressWarnings("NullAway.Init")
  private static LocalStack stack;

  @BeforeAll
  static void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    stack =
        LocalStack.builder()
            .projectRoot(Path.of(".."))
            .template(Path.of("src/test/resources/snapstart.yaml"))
            .parameter("Port", String.valueOf(server.getLocalPort()))
            .snapStart(true)
            .log(LINES::add)
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
    server.close();
  }

  private static List<Checkpoint> checkpoints(String function) {
    return stack.checkpoints().stream().filter(c -> c.function().equals(function)).toList();
  }

  @Test
  void aFunctionGoesThroughItsHooksAndThenTakesCalls() {
    assertThat(stack.invoke("HookedFunction", "{}").text())
        .matches("\"snap-start before after call( call)*\"");
  }

  @Test
  void aFunctionWithoutSnapStartHasNoCheckpoint() {
    assertThat(stack.invoke("OrdinaryFunction", "{}").text())
        .isEqualTo("\"key in a variable, on-demand call\"");
    assertThat(checkpoints("OrdinaryFunction")).isEmpty();
  }

  @Test
  void publishing_bringsFunctionsToTheirCheckpointsOnceAndHoldsThem() {
    stack.publish();
    int known = checkpoints("OpenFunction").size();
    stack.publish();

    assertThat(known).isPositive();
    assertThat(checkpoints("OpenFunction")).hasSize(known);
    assertThat(stack.invoke("OpenFunction", "{}").text())
        .startsWith("\"snap-start before after call");
    assertThat(checkpoints("OpenFunction")).hasSize(known);
  }

  @Test
  void aConnectionThatIsOpenAtTheCheckpointIsTold() {
    assertThat(stack.invoke("OpenFunction", "{}").text()).contains("call with a socket");

    String peer = "127.0.0.1:" + server.getLocalPort();
    assertThat(checkpoints("OpenFunction").getFirst().openConnections()).containsExactly(peer);
    assertThat(LINES)
        .contains(
            "[OpenFunction] A connection to %s is open at the checkpoint; on Lambda it is dead after it"
                .formatted(peer));
    stack.invoke("HookedFunction", "{}");
    assertThat(checkpoints("HookedFunction").getFirst().openConnections()).isEmpty();
  }

  @Test
  void aHookThatFailsAfterTheRestoreFailsTheCall() {
    InvocationResult result = stack.invoke("BrokenFunction", "{}");

    assertThat(result.isError()).isTrue();
    assertThat(String.join("\n", LINES)).contains("broken after the restore");
  }

  @Test
  void callsThatComeAtOnceAreAllAnswered() {
    List<CompletableFuture<String>> answers =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> stack.invoke("HookedFunction", "{}").text()))
            .toList();

    assertThat(answers)
        .allSatisfy(a -> assertThat(a.join()).startsWith("\"snap-start before after call"));
  }

  @Test
  void openConnections_areThoseOfTheProcessAndNotTheExceptedOne() throws IOException {
    long self = ProcessHandle.current().pid();
    int port = server.getLocalPort();
    String peer = "127.0.0.1:" + port;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(OpenConnections.of(self, -1)).contains(peer);
      assertThat(OpenConnections.of(self, port)).doesNotContain(peer);
    }
    assertThat(OpenConnections.of(self, -1)).doesNotContain(peer);
  }
}
