package accounts.local.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The TCP connections of another process, as Linux tells them: whatever state they are in, as long
 * as the process holds their socket.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_net.5.html">proc_net(5)</a>
 */
public final class OpenConnections {
  private static final String LISTENING = "0A";

  private OpenConnections() {}

  /**
   * The peers, such as {@code 127.0.0.1:6379}.
   *
   * @param exceptPort peers at this port are left out
   */
  public static List<String> of(long pid, int exceptPort) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      Set<String> sockets = sockets(process.resolve("fd"));
      List<String> peers = new ArrayList<>();
      for (String table : List.of("tcp", "tcp6")) {
        Path file = process.resolve("net").resolve(table);
        if (Files.exists(file)) {
          for (String line : Files.readAllLines(file)) {
            // sl, local address, remote address, state, and so on; the tenth is the inode.
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > 9
                && sockets.contains(fields[9])
                && !fields[3].equals(LISTENING)
                && port(fields[2]) != exceptPort) {
              peers.add(address(fields[2]) + ":" + port(fields[2]));
            }
          }
        }
      }
      return peers;
    } catch (IOException e) {
      throw new LocalStackException(
          "The connections of process %d are not known.".formatted(pid), e);
    }
  }

  /** The inodes of the process's sockets. */
  private static Set<String> sockets(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        try {
          String target = Files.readSymbolicLink(link).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (NoSuchFileException e) {
          // Closed in the meantime.
        }
      }
    }
    return inodes;
  }

  private static int port(String hex) {
    return Integer.parseInt(hex.substring(hex.indexOf(':') + 1), 16);
  }

  /** Each four bytes stand in the processor's order, which is the reverse of the network's. */
  private static String address(String hex) throws UnknownHostException {
    byte[] bytes = HexFormat.of().parseHex(hex.substring(0, hex.indexOf(':')));
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = bytes[i / 4 * 4 + 3 - i % 4];
    }
    // Makes an IPv4 address of an IPv6 one that stands for it.
    return InetAddress.getByAddress(address).getHostAddress();
  }
}
