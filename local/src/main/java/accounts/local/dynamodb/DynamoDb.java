package accounts.local.dynamodb;

import accounts.local.iam.AccessControl;
import accounts.local.net.ChildProcess;
import accounts.local.net.LocalStackException;
import accounts.local.net.Loopback;
import accounts.local.template.PseudoParameters;
import accounts.local.template.TableDefinition;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** DynamoDB Local with the template's tables, in a process that can be stopped and started. */
public final class DynamoDb implements AutoCloseable {
  /** DynamoDB Local wants a key of letters and digits. */
  private static final String ACCESS_KEY = "local";

  static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/dynamodb/aws4_request, SignedHeaders=host, Signature=00"
          .formatted(ACCESS_KEY, PseudoParameters.REGION);

  /** Generous: a busy machine takes several seconds. */
  private static final long START_SECONDS = 60;

  private static final String READY = "DynamoDB Local ready on port ";

  private final Path jars;
  private final Optional<Path> data;
  private final Collection<TableDefinition> tables;
  private final DynamoDbEndpoint endpoint;
  private volatile int port;
  private @Nullable ChildProcess process;
  private @Nullable DynamoDbClient client;
  private volatile @Nullable DynamoDbStreamsClient streams;

  /**
   * Not started yet.
   *
   * @param jars the directory with DynamoDB Local's class path
   * @param data where to keep the tables; empty: in memory
   */
  public DynamoDb(
      Path jars,
      Optional<Path> data,
      Collection<TableDefinition> tables,
      AccessControl accessControl) {
    this.jars = jars;
    this.data = data;
    this.tables = tables;
    this.endpoint = new DynamoDbEndpoint(accessControl, () -> port);
  }

  /** What the functions call. */
  public DynamoDbEndpoint endpoint() {
    return endpoint;
  }

  /** The port of DynamoDB Local itself; 0 while it is stopped. */
  public int port() {
    return port;
  }

  /** Starts it and creates the tables that it has not. In memory, a stop has emptied it. */
  public synchronized void start() {
    if (process != null) {
      return;
    }
    if (!Files.isDirectory(jars)) {
      throw LocalStackException.notBuilt(jars);
    }
    CompletableFuture<Integer> ready = new CompletableFuture<>();
    List<String> output = new ArrayList<>();
    ChildProcess started =
        ChildProcess.start(
            new ProcessBuilder(command()),
            line -> {
              output.add(line);
              if (line.startsWith(READY)) {
                ready.complete(Integer.valueOf(line.substring(READY.length()).strip()));
              }
            });
    process = started;
    started.onExit(status -> ready.completeExceptionally(new IOException("it ended")));
    try {
      int listening = ready.get(START_SECONDS, TimeUnit.SECONDS);
      connect(listening);
      port = listening;
    } catch (ExecutionException | TimeoutException e) {
      stop();
      throw new LocalStackException(
          "DynamoDB Local did not start: "
              + (output.isEmpty() ? "it said nothing" : output.getFirst())
              + ".",
          e);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new LocalStackException("The start of DynamoDB Local was interrupted.", e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx300m");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dlog4j2.level=ERROR");
    command.add("-cp");
    command.add(jars + File.separator + "*");
    command.add("accounts.local.dynamodb.server.DynamoDbLocalServer");
    command.add(jars.toString());
    data.ifPresent(
        directory -> {
          try {
            command.add(Files.createDirectories(directory).toString());
          } catch (IOException e) {
            throw new LocalStackException("The directory " + directory + " cannot be made.", e);
          }
        });
    return command;
  }

  private void connect(int listening) {
    DynamoDbClient newClient = configured(DynamoDbClient.builder(), listening);
    client = newClient;
    streams = configured(DynamoDbStreamsClient.builder(), listening);
    tables.forEach(table -> Tables.create(newClient, table));
    endpoint.reconnect();
  }

  private static <
          B extends
              AwsClientBuilder<B, C>
                  & software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder<B, C>,
          C>
      C configured(B builder, int port) {
    return builder
        .endpointOverride(URI.create("http://" + Loopback.HOST + ":" + port))
        .region(Region.of(PseudoParameters.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, ACCESS_KEY)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** A client of DynamoDB Local itself, that may do everything. */
  public synchronized DynamoDbClient client() {
    DynamoDbClient current = client;
    if (current == null) {
      throw new LocalStackException("DynamoDB Local is stopped.");
    }
    return current;
  }

  /** A client of the tables' streams; empty while DynamoDB Local is stopped. */
  public Optional<DynamoDbStreamsClient> streams() {
    return port == 0 ? Optional.empty() : Optional.ofNullable(streams);
  }

  /** The physical name of a table of the template. */
  public String tableName(String logicalId) {
    return table(logicalId).name();
  }

  /** The attribute that is the partition key of a table of the template. */
  public String partitionKey(String logicalId) {
    return table(logicalId).keys().getFirst().attribute();
  }

  private TableDefinition table(String logicalId) {
    return tables.stream()
        .filter(table -> table.logicalId().equals(logicalId))
        .findFirst()
        .orElseThrow(() -> new LocalStackException("There is no table " + logicalId + "."));
  }

  /** Lets calls of the functions fail, as the function says for each; until {@link #recover}. */
  public void fail(Function<DynamoDbCall, Optional<Fault>> faults) {
    endpoint.setFaults(faults);
  }

  /** Lets no call fail any more. */
  public void recover() {
    endpoint.setFaults(call -> Optional.empty());
  }

  /**
   * Tells of each call of a function that was made, before the function has the answer. The answers
   * then have the consumed capacity in them.
   */
  public void onCall(Consumer<MeteredCall> meter) {
    endpoint.setMeter(meter);
  }

  /** Stops it: the functions cannot reach it any more. */
  public synchronized void stop() {
    port = 0;
    if (client != null) {
      client.close();
      client = null;
    }
    ChildProcess running = process;
    if (running != null) {
      running.close();
      process = null;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
