package accounts.code;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/**
 * A socket that is read from no longer than the call may take. A timeout of the JDK is one of each
 * read, so that an answer which trickles in would never be late.
 */
final class LimitedSocket extends Socket {
  private final RedisTimeLimit limit;
  private int step;

  /** Not connected yet. */
  LimitedSocket(RedisTimeLimit limit) {
    this.limit = limit;
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    step = millis;
    super.setSoTimeout(millis);
  }

  private synchronized void limitNextRead() throws IOException {
    long left = limit.left();
    if (left < 1) {
      throw new SocketTimeoutException("The answer does not end");
    }
    super.setSoTimeout((int) (step == 0 ? left : Math.min(left, step)));
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        limitNextRead();
        return super.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        limitNextRead();
        return super.read(bytes, offset, length);
      }
    };
  }
}
