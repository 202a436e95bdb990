package accounts.code;

import accounts.store.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * The one connection that a function's environment has to Redis: opened at the first call, and
 * never a second one beside it. A function handles one request at a time, and every environment's
 * connections count against the server's.
 *
 * <p>It works with a single server, with a cluster and with ElastiCache Serverless. Of a cluster it
 * knows the node that it talks to; where a key belongs to another, the server says so before it
 * runs the script, and the connection moves there. No topology is asked for, which would take a
 * round trip at each cold start. (In a cluster of several shards most calls move; one shard is
 * plenty for codes, and Serverless has one address.)
 *
 * <p>A connection that was open before is asked, once a request, whether it lives, and replaced if
 * not, so that no script is sent twice: what was sent and not answered may have been run.
 *
 * <p>Thread-safe: calls wait for each other.
 */
public final class RedisConnection implements AutoCloseable {
  /**
   * All that a call may take, with opening a connection, signing on and moving to another node.
   * Well under a function's own time of 10 seconds.
   */
  static final Duration LONGEST_CALL = Duration.ofMillis(2500);

  /** For connecting, and for each read of an answer: a script takes well under a millisecond. */
  private static final Duration STEP = Duration.ofSeconds(1);

  /** Whether an open connection lives; after that a new one still has two seconds. */
  private static final Duration PING = Duration.ofMillis(500);

  /** More in one call is a cluster that does not know itself. */
  private static final int MOST_MOVES = 5;

  private final RedisSettings settings;
  private final HostAndPort endpoint;
  private final Supplier<RedisCredentials> credentials;
  private final SSLSocketFactory tls;
  private final RedisTimeLimit limit = new RedisTimeLimit(LONGEST_CALL, STEP);
  private HostAndPort node;
  private @Nullable Connection connection;

  /** The request in which it was answered last. */
  private Optional<Object> answeredIn = Optional.empty();

  RedisConnection(
      RedisSettings settings, Supplier<RedisCredentials> credentials, SSLSocketFactory tls) {
    this.settings = settings;
    this.endpoint = new HostAndPort(settings.host(), settings.port());
    this.credentials = credentials;
    this.tls = tls;
    this.node = endpoint;
  }

  /** Not connected yet. TLS trusts whom the JVM trusts. */
  public static RedisConnection create(RedisSettings settings, Clock clock) {
    return new RedisConnection(
        settings, credentials(settings, clock), (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  static Supplier<RedisCredentials> credentials(RedisSettings settings, Clock clock) {
    if (settings.iam().isPresent()) {
      return RedisIamToken.ofFunction(settings.iam().get(), clock);
    }
    RedisCredentials fixed =
        settings
            .password()
            .map(
                password ->
                    new DefaultRedisCredentials(password.user().orElse(null), password.value()))
            .orElseGet(() -> new DefaultRedisCredentials(null, (CharSequence) null));
    return () -> fixed;
  }

  /**
   * Runs a script over one key.
   *
   * @throws JedisException if it could not be run, or was not answered in time; it may have been
   *     run then
   */
  synchronized Object eval(String script, String key, List<String> arguments) {
    CommandArguments command =
        new CommandArguments(Command.EVAL).add(script).add(1).key(key).addObjects(arguments);
    limit.begin();
    dropIfDead();
    boolean asking = false;
    for (int moves = 0; ; moves++) {
      try {
        Object answer = send(command, asking);
        answeredIn = Deadline.request();
        return answer;
      } catch (JedisException e) {
        disconnect();
        if (moves == MOST_MOVES || !(e instanceof JedisDataException refusal) || !follow(refusal)) {
          throw e;
        }
        asking = e instanceof JedisAskDataException;
      } catch (RuntimeException e) {
        // What answers there is no Redis, or one that names a node which cannot be.
        close();
        throw new JedisConnectionException("Not an answer of Redis", e);
      }
    }
  }

  private Object send(CommandArguments command, boolean asking) {
    Connection current = connection;
    if (current == null) {
      current = connect();
      connection = current;
    }
    if (asking) {
      // The key's slot is on its way to this node, which serves it to whom was sent here only.
      current.setSoTimeout(limit.nextStep());
      current.executeCommand(Command.ASKING);
    }
    current.setSoTimeout(limit.nextStep());
    return current.executeCommand(command);
  }

  /** Where to go on after a refusal that came before the script did anything; false: nowhere. */
  private boolean follow(JedisDataException refusal) {
    if (refusal instanceof JedisRedirectionException redirection) {
      HostAndPort target = redirection.getTargetNode();
      // A cluster whose nodes do not know their own address names the port alone.
      node =
          target.getHost().isEmpty() ? new HostAndPort(node.getHost(), target.getPort()) : target;
      return true;
    }
    // The primary became a replica, which refuses the first write of a script. The endpoint's name
    // leads to the new one.
    String message = refusal.getMessage();
    if (message != null && message.contains("READONLY ")) {
      node = endpoint;
      return true;
    }
    return false;
  }

  private Connection connect() {
    if (!node.equals(endpoint)) {
      try {
        return open(node);
      } catch (JedisConnectionException e) {
        // A node that is gone. The endpoint knows of others.
        node = endpoint;
      }
    }
    return open(endpoint);
  }

  private Connection open(HostAndPort address) {
    DefaultJedisClientConfig config =
        DefaultJedisClientConfig.builder()
            // AUTH and nothing else: neither HELLO nor CLIENT SETINFO.
            .serverDefaultProtocol()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .credentialsProvider(credentials)
            .build();
    return new Connection(new RedisSocket(address, tls, settings.tls(), limit), config);
  }

  private void dropIfDead() {
    Connection current = connection;
    if (current == null || (answeredIn.isPresent() && answeredIn.equals(Deadline.request()))) {
      return;
    }
    try {
      current.setSoTimeout(limit.nextStep(PING));
      if (current.ping()) {
        return;
      }
    } catch (JedisException e) {
      // Died while the environment was frozen, or was ended after its 12 hours.
      disconnect();
      return;
    }
    disconnect();
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      try {
        current.close();
      } catch (JedisException e) {
        // It is of no use any more, whatever it says.
        return;
      }
    }
  }

  /** Closes the connection; the next call opens another, to the endpoint. */
  @Override
  public synchronized void close() {
    disconnect();
    node = endpoint;
  }
}
