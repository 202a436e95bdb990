package accounts.code;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Opens a socket to a node: to the first of its addresses that answers, and within the time of the
 * call. Jedis' own would give each address its time.
 */
final class RedisSocket implements JedisSocketFactory {
  private final HostAndPort node;
  private final SSLSocketFactory tls;
  private final boolean secure;
  private final RedisTimeLimit limit;

  /**
   * @param tls makes the sockets of an encrypted connection
   * @param secure whether it is one
   */
  RedisSocket(HostAndPort node, SSLSocketFactory tls, boolean secure, RedisTimeLimit limit) {
    this.node = node;
    this.tls = tls;
    this.secure = secure;
    this.limit = limit;
  }

  @Override
  public Socket createSocket() {
    IOException failure = null;
    try {
      for (InetAddress address : InetAddress.getAllByName(node.getHost())) {
        try {
          return open(new InetSocketAddress(address, node.getPort()));
        } catch (IOException e) {
          failure = e;
        }
      }
    } catch (IOException e) {
      failure = e;
    }
    throw new JedisConnectionException("No connection to Redis", failure);
  }

  private Socket open(InetSocketAddress address) throws IOException {
    Socket socket = new LimitedSocket(limit);
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(address, limit.nextStep());
      socket.setSoTimeout(limit.nextStep());
      return secure ? encrypt(socket) : socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private SSLSocket encrypt(Socket socket) throws IOException {
    SSLSocket encrypted =
        (SSLSocket) tls.createSocket(socket, node.getHost(), node.getPort(), true);
    SSLParameters parameters = encrypted.getSSLParameters();
    // Without this any trusted certificate would do, whomever it is for. RFC 2818's rules are what
    // Java has for "the name in the certificate is the name that was asked for".
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    encrypted.startHandshake();
    encrypted.setSoTimeout(limit.nextStep());
    return encrypted;
  }
}
