package accounts.local.dynamodb.server;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.monitoring.Telemetry;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Starts DynamoDB Local on 127.0.0.1 and a free port, and ends it with its standard input, so that
 * it never outlives the process that started it.
 *
 * <p>Arguments: the directory of sqlite4java's native library, and the directory to keep the data
 * in; without the latter they are kept in memory.
 */
public final class DynamoDbLocalServer {
  /** What the line begins with that tells the port, once it answers. */
  public static final String READY = "DynamoDB Local ready on port ";

  private DynamoDbLocalServer() {}

  /** Runs until the standard input ends. */
  public static void main(String[] args) throws Exception {
    System.setProperty("sqlite4java.library.path", args[0]);
    List<String> options = new ArrayList<>(List.of("-sharedDb", "-disableTelemetry"));
    options.addAll(args.length > 1 ? List.of("-dbPath", args[1]) : List.of("-inMemory"));
    Telemetry.configureTelemetry("local", args.length > 1 ? "sharedDb" : "inMemorySharedDb", false);
    DynamoDBProxyServer server =
        ServerRunner.createServerFromCommandLineArgs(options.toArray(String[]::new));
    ServerConnector connector = connector(server);
    // By itself it listens on all interfaces.
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    server.start();
    System.out.println(READY + connector.getLocalPort());
    awaitEndOfInput();
    System.exit(0);
  }

  private static ServerConnector connector(DynamoDBProxyServer server)
      throws ReflectiveOperationException {
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    Server jetty = (Server) field.get(server);
    for (Connector connector : jetty.getConnectors()) {
      if (connector instanceof ServerConnector http) {
        return http;
      }
    }
    throw new IllegalStateException("DynamoDB Local has no HTTP connector");
  }

  private static void awaitEndOfInput() throws IOException {
    int read;
    do {
      read = System.in.read();
    } while (read >= 0);
  }
}
