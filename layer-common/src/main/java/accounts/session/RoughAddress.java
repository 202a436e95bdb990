package accounts.session;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A client's address without the part that tells one household from the next: enough to recognise a
 * login by, and no more is stored.
 */
public final class RoughAddress {
  private RoughAddress() {}

  /** The address's network, {@code /24} for IPv4 and {@code /48} for IPv6; empty if it is none. */
  public static String of(String address) {
    InetAddress parsed;
    try {
      // A literal: no name is looked up.
      parsed = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      return "";
    }
    byte[] bytes = parsed.getAddress();
    if (parsed instanceof Inet4Address) {
      return "%d.%d.%d.0/24".formatted(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff);
    }
    return "%x:%x:%x::/48".formatted(part(bytes, 0), part(bytes, 2), part(bytes, 4));
  }

  private static int part(byte[] bytes, int index) {
    return ((bytes[index] & 0xff) << 8) | (bytes[index + 1] & 0xff);
  }
}
