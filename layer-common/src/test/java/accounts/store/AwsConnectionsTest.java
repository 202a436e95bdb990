package accounts.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.snapstart.Priming;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Against a server that keeps each connection, whatever it is asked. */
@Timeout(60) // an end that never comes is waited for
class AwsConnectionsTest {
  private static final String END = "end";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final AwsConnections connections = new AwsConnections();
  private final SdkHttpClient client =
      connections.httpClient(Duration.ofSeconds(5), Duration.ofSeconds(5));

  @SuppressWarnings("NullAway.Init")
  private ServerSocket server;

  @Test
  void connectionClosedInMidRequest_isTroubleOfTheNetwork() {
    // What the JDK's own throws then.
    ExecutableHttpRequest closed =
        new ExecutableHttpRequest() {
          @Override
          public HttpExecuteResponse call() {
            throw new NullPointerException();
          }

          @Override
          public void abort() {}
        };

    assertThatThrownBy(() -> AwsConnections.honest(closed).call()).isInstanceOf(IOException.class);
  }

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        lines.add("connected");
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      lines.add("stopped");
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("GET") || line.startsWith("Connection")) {
          lines.add(line);
        }
        if (line.isEmpty()) {
          byte[] answer =
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);
          socket.getOutputStream().write(answer);
        }
      }
      lines.add(END);
    } catch (IOException e) {
      lines.add(e.toString());
    }
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
  }

  private void get() {
    try {
      SdkHttpFullRequest request =
          SdkHttpFullRequest.builder().method(SdkHttpMethod.GET).uri(url()).build();
      HttpExecuteResponse response =
          client.prepareRequest(HttpExecuteRequest.builder().request(request).build()).call();
      response.responseBody().orElseThrow().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void close_afterPriming_leavesNoConnection() throws InterruptedException {
    Priming.run(
        () -> {
          get();
          get();
        });
    assertThat(lines.take()).isEqualTo("connected");
    assertThat(lines.take()).startsWith("GET");
    assertThat(lines.take()).isEqualTo("Connection: close");
    assertThat(lines.take()).startsWith("GET");
    assertThat(lines.take()).isEqualTo("Connection: close");

    connections.close();
    get();

    // The old connection's end may be seen at any time; the new request does not come over it.
    String next = lines.take();
    assertThat(next.equals(END) ? lines.take() : next).isEqualTo("connected");
  }

  @Test
  void close_requestsOfClients_keepTheirConnection() throws InterruptedException {
    get();
    connections.close();
    get();

    assertThat(lines.take()).isEqualTo("connected");
    assertThat(lines.take()).startsWith("GET");
    assertThat(lines.take()).isEqualTo("Connection: keep-alive");
    assertThat(lines.take()).startsWith("GET");
  }

  @Test
  void closeIdle_closesAConnectionThatAnybodyLeft() throws InterruptedException {
    get();
    assertThat(lines.take()).isEqualTo("connected");
    assertThat(lines.take()).startsWith("GET");
    assertThat(lines.take()).isEqualTo("Connection: keep-alive");

    AwsConnections.closeIdle(url());

    assertThat(lines.take()).isEqualTo(END);
  }
}
