package accounts.code;

import java.net.URI;
import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisURIHelper;

/** Makes the connection to Redis. */
public final class RedisClients {
  /** For connecting and for an answer: a script takes well under a millisecond. */
  public static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** To connect, to see that it answers, and the call itself; less half a second. */
  static final Duration LONGEST_CALL = Duration.ofMillis(2500);

  private RedisClients() {}

  /** Closes the client's connection. The client opens another when it is used again. */
  static void disconnect(UnifiedJedis client) {
    if (client instanceof RedisClient redis) {
      redis.getPool().clear();
    }
  }

  /**
   * A client with one connection, opened at the first call: a function environment handles one
   * request at a time.
   *
   * @param url {@code redis://[user:password@]host:port}, or {@code rediss://} for TLS
   */
  public static UnifiedJedis create(URI url) {
    int timeout = (int) TIMEOUT.toMillis();
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeout)
            .socketTimeoutMillis(timeout);
    if (JedisURIHelper.isRedisSSLScheme(url)) {
      config.sslOptions(SslOptions.defaults());
    }
    if (JedisURIHelper.getPassword(url) != null) {
      config.user(JedisURIHelper.getUser(url)).password(JedisURIHelper.getPassword(url));
    }
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setMaxTotal(1);
    pool.setMaxIdle(1);
    pool.setJmxEnabled(false);
    pool.setMaxWait(TIMEOUT);
    // A connection that died while the environment was frozen is replaced before it is used, so
    // that no script has to be sent twice.
    pool.setTestOnBorrow(true);
    return RedisClient.builder()
        .hostAndPort(JedisURIHelper.getHostAndPort(url))
        .clientConfig(config.build())
        .poolConfig(pool)
        .build();
  }
}
