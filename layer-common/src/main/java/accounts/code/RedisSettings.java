package accounts.code;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where Redis is and how to sign on. Shows no password.
 *
 * @param tls whether the connection is encrypted; the server's certificate then has to be for
 *     {@code host}, from an authority that the JVM trusts
 * @param password of a password or AUTH token; empty: none is asked for, or IAM
 * @param iam signs on to ElastiCache by IAM; empty: not
 */
public record RedisSettings(
    String host, int port, boolean tls, Optional<Password> password, Optional<Iam> iam) {

  /**
   * A password, or ElastiCache's AUTH token.
   *
   * @param user of Redis' access control lists; empty: the default user
   */
  public record Password(Optional<String> user, String value) {
    @Override
    public String toString() {
      return "Password[***]";
    }
  }

  /**
   * A user of ElastiCache whose authentication mode is IAM.
   *
   * @param user the user's name, which for IAM is also its id
   * @param cacheName the serverless cache's name or the replication group's id, in lower case as
   *     ElastiCache keeps it
   * @param serverless whether it is a serverless cache
   */
  public record Iam(String user, String cacheName, boolean serverless) {
    public Iam {
      if (!user.matches("[A-Za-z][A-Za-z0-9-]*")) {
        throw new IllegalArgumentException(
            "the IAM user of Redis must be letters, digits and hyphens");
      }
      cacheName = cacheName.toLowerCase(Locale.ROOT);
      if (!cacheName.matches("[a-z][a-z0-9-]*")) {
        throw new IllegalArgumentException(
            "the name of the cache must be letters, digits and hyphens");
      }
    }
  }

  public RedisSettings {
    if (iam.isPresent() && !tls) {
      throw new IllegalArgumentException("IAM works over TLS only: the URL must be rediss://");
    }
    if (iam.isPresent() && password.isPresent()) {
      throw new IllegalArgumentException("the URL must hold no password where IAM is used");
    }
  }

  /**
   * Reads {@code redis://[[user]:password@]host:port}, or {@code rediss://} for TLS. What a URL
   * cannot hold is percent-encoded in user and password.
   *
   * @throws IllegalArgumentException if it is none; says nothing of what it holds
   */
  public static RedisSettings of(String text) {
    try {
      URI url = new URI(text);
      boolean tls = "rediss".equals(url.getScheme());
      boolean plain = "redis".equals(url.getScheme());
      // Only a URL with a host has parts at all.
      if (url.getHost() != null && (tls || plain) && isBare(url) && url.getPort() > 0) {
        return new RedisSettings(
            url.getHost(),
            url.getPort(),
            tls,
            Optional.ofNullable(url.getUserInfo()).map(RedisSettings::password),
            Optional.empty());
      }
    } catch (URISyntaxException e) {
      throw notAnAddress();
    }
    throw notAnAddress();
  }

  private static boolean isBare(URI url) {
    return (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
        && url.getRawQuery() == null
        && url.getRawFragment() == null;
  }

  private static Password password(String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = userInfo.substring(0, Math.max(colon, 0));
    String value = userInfo.substring(colon + 1);
    if (colon < 0 || value.isEmpty()) {
      throw notAnAddress();
    }
    return new Password(user.isEmpty() ? Optional.empty() : Optional.of(user), value);
  }

  /** The exception of a URL parser would quote the URL, which may hold a password. */
  private static IllegalArgumentException notAnAddress() {
    return new IllegalArgumentException(
        "must be redis://[user:password@]host:port or rediss://[user:password@]host:port");
  }

  /** The same, signing on by IAM. */
  public RedisSettings with(Iam user) {
    return new RedisSettings(host, port, tls, password, Optional.of(user));
  }
}
