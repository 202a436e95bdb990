package accounts.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Whom an address is counted for: an IPv4 address for itself, an IPv6 address for its network of 64
 * bits, all of whose addresses one customer has (RFC 6177).
 */
public final class ClientNetwork {
  private static final int BYTES = 8;

  private ClientNetwork() {}

  /** The address or its network; empty if it is no address. */
  public static String of(String address) {
    InetAddress parsed;
    try {
      // A literal: no name is looked up. An IPv4 address within IPv6 comes out as what it is.
      parsed = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      return "";
    }
    return parsed instanceof Inet4Address
        ? parsed.getHostAddress()
        : HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), BYTES)) + "/64";
  }
}
