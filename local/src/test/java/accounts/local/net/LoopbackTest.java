package accounts.local.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LoopbackTest {
  @Test
  void freePort_isNoneOfThoseThatLinuxGivesAway() throws IOException {
    // Not readString: this file gives what the first read asks for, and that asks for one byte.
    String range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).getFirst();
    int first = Integer.parseInt(range.split("\\s+", -1)[0]);

    for (int i = 0; i < 100; i++) {
      assertThat(Loopback.freePort()).isBetween(1024, first - 1);
    }
  }
}
