package accounts.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalViewTest {
  private static final String CLEAR = "\r\u001b[K";

  private final StringWriter out = new StringWriter();
  private long seconds;

  private TerminalView view(boolean terminal) {
    return new TerminalView(new PrintWriter(out), terminal, () -> seconds * 1_000_000_000L);
  }

  @Test
  void progress_onATerminal_isABarThatGivesWayToLines() {
    TerminalView view = view(true);
    view.progress(0, 1000, 0);
    seconds = 10;
    view.progress(250, 1000, 5000);
    view.slowedDown();
    view.slowedDown();
    view.refused(7, "email is not an email address");
    seconds = 100;
    view.progress(500, 1000, 10_000);
    view.end();
    view.end();

    assertThat(out.toString())
        .isEqualTo(
            CLEAR
                + "[######..................] 25 %, 5,000 lines, 500/s, 30 s left"
                + CLEAR
                + "The table does not answer in time or asks for patience; trying again …\n"
                + "Line 7: email is not an email address\n"
                + CLEAR
                + "[############............] 50 %, 10,000 lines, 100/s, 1:40 min left"
                + CLEAR);
  }

  @Test
  void progress_elsewhere_isALineNowAndThen() {
    TerminalView view = view(false);
    view.progress(100, 200, 10);
    seconds = 9;
    view.progress(120, 200, 12);
    seconds = 10;
    view.progress(150, 200, 20);
    view.end();

    // The rate is of this run: it began at line 10.
    assertThat(out.toString())
        .isEqualTo("[##################......] 75 %, 20 lines, 1/s, 10 s left\n");
  }

  @Test
  void progress_ofAnUnknownWhole_isANumber() {
    TerminalView view = view(false);
    view.progress(0, 0, 0);
    seconds = 20;
    view.progress(4000, 0, 4000);

    assertThat(out.toString()).isEqualTo("4,000 lines, 200/s\n");
  }
}
