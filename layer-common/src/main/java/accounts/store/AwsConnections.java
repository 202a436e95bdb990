package accounts.store;

import accounts.snapstart.Priming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The connections of the SDK's clients, which can be closed before a snapshot: they would be in it,
 * and dead in every environment that starts from it.
 *
 * <p>The JDK's {@link HttpURLConnection}, which the SDK builds on here, keeps idle connections for
 * the whole JVM, and the SDK's {@code close} leaves them there. Each request can take its own away,
 * so those that were made for priming are remembered. For one thread.
 */
public final class AwsConnections {
  private final Deque<ExecutableHttpRequest> primed = new ArrayDeque<>();
  private @Nullable AwsCredentialsProvider credentials;

  /**
   * The function's own credentials, for all that it calls: Lambda gives them by variables, or under
   * SnapStart by an address. The SDK's own chain looks in more places.
   */
  public AwsCredentialsProvider credentials() {
    if (credentials == null) {
      credentials =
          AwsCredentialsProviderChain.of(
              EnvironmentVariableCredentialsProvider.create(),
              ContainerCredentialsProvider.create());
    }
    return credentials;
  }

  /**
   * An HTTP client for a client of the SDK.
   *
   * @param connect how long connecting may take
   * @param answer how long an answer may let itself be waited for
   */
  public SdkHttpClient httpClient(Duration connect, Duration answer) {
    return new Remembering(
        UrlConnectionHttpClient.builder().connectionTimeout(connect).socketTimeout(answer).build());
  }

  /** Closes what was opened while priming. */
  public void close() {
    for (ExecutableHttpRequest request = primed.poll(); request != null; request = primed.poll()) {
      request.abort();
    }
  }

  /**
   * Closes the idle connection, if there is one, over which the SDK fetched its credentials.
   *
   * @param endpoint {@code AWS_CONTAINER_CREDENTIALS_FULL_URI}
   */
  public static void closeIdle(URI endpoint) {
    try {
      // Takes the idle connection where there is one, opens one where there is none.
      HttpURLConnection connection =
          (HttpURLConnection) endpoint.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(1000);
      connection.connect();
      connection.disconnect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The request, which tells an end of its connection as what it is. A connection that the SDK's
   * timeout closes while the JDK is at it makes {@link HttpURLConnection} fail with a {@link
   * NullPointerException}, which nobody takes for trouble of the network.
   */
  static ExecutableHttpRequest honest(ExecutableHttpRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        try {
          return request.call();
        } catch (NullPointerException e) {
          throw new IOException("The connection was closed meanwhile", e);
        }
      }

      @Override
      public void abort() {
        request.abort();
      }
    };
  }

  private final class Remembering implements SdkHttpClient {
    private final SdkHttpClient client;

    Remembering(SdkHttpClient client) {
      this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      if (!Priming.isRunning()) {
        return honest(client.prepareRequest(request));
      }
      ExecutableHttpRequest prepared = honest(client.prepareRequest(closing(request)));
      primed.add(prepared);
      return prepared;
    }

    /** Asks the server to close the connection; it is asked only, so this is not enough. */
    private static HttpExecuteRequest closing(HttpExecuteRequest request) {
      HttpExecuteRequest.Builder closing =
          HttpExecuteRequest.builder()
              .request(request.httpRequest().toBuilder().putHeader("Connection", "close").build());
      request.contentStreamProvider().ifPresent(closing::contentStreamProvider);
      return closing.build();
    }

    @Override
    public String clientName() {
      return client.clientName();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
