package accounts.cli.transfer;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Writes to a terminal: a bar that stays in its line, or, where the output goes elsewhere, a line
 * every ten seconds. For several threads.
 */
public final class TerminalView implements TransferView {
  private static final int WIDTH = 24;
  private static final Duration BAR_EVERY = Duration.ofMillis(200);
  private static final Duration LINE_EVERY = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final boolean terminal;
  private final String unit;
  private final LongSupplier nanos;
  private final long begun;
  private long shown;
  private long first = -1;
  private long firstLines;
  private long askedForPatience;
  private boolean wasAsked;
  private boolean barIsThere;

  /**
   * @param terminal whether somebody watches: a bar is drawn
   */
  public TerminalView(PrintWriter out, boolean terminal) {
    this(out, terminal, "lines");
  }

  /**
   * @param unit what is counted, in the plural
   */
  public TerminalView(PrintWriter out, boolean terminal, String unit) {
    this(out, terminal, unit, System::nanoTime);
  }

  TerminalView(PrintWriter out, boolean terminal, LongSupplier nanos) {
    this(out, terminal, "lines", nanos);
  }

  private TerminalView(PrintWriter out, boolean terminal, String unit, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.unit = unit;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
    this.shown = begun;
  }

  @Override
  public synchronized void refused(long line, String reason) {
    print("Line " + line + ": " + reason);
  }

  @Override
  public synchronized void note(String text) {
    print(text);
  }

  @Override
  public synchronized void slowedDown() {
    long now = nanos.getAsLong();
    if (!wasAsked || now - askedForPatience >= LINE_EVERY.toNanos()) {
      wasAsked = true;
      askedForPatience = now;
      print("The table does not answer in time or asks for patience; trying again …");
    }
  }

  @Override
  public synchronized void progress(long done, long all, long lines) {
    if (first < 0) {
      // What an earlier run did says nothing about the rate.
      first = done;
      firstLines = lines;
    }
    long now = nanos.getAsLong();
    Duration every = terminal ? BAR_EVERY : LINE_EVERY;
    if (now - shown < every.toNanos()) {
      return;
    }
    shown = now;
    String text = text(done, all, lines, (now - begun) / 1e9);
    if (terminal) {
      out.print("\r\u001b[K" + text);
      out.flush();
      barIsThere = true;
    } else {
      out.println(text);
    }
  }

  private String text(long done, long all, long lines, double seconds) {
    double linesPerSecond = (lines - firstLines) / seconds;
    String rate =
        String.format(Locale.ROOT, "%,d %s, %,d/s", lines, unit, Math.round(linesPerSecond));
    if (all == 0) {
      return rate;
    }
    long percent = done * 100 / all;
    int filled = (int) (done * WIDTH / all);
    String bar = "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + percent + " %, ";
    String left =
        done > first
            ? ", " + time(Math.round((all - done) * seconds / (done - first))) + " left"
            : "";
    return bar + rate + left;
  }

  private static String time(long seconds) {
    return seconds < 60
        ? seconds + " s"
        : seconds < 3600
            ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
            : String.format(Locale.ROOT, "%d:%02d h", seconds / 3600, seconds / 60 % 60);
  }

  private void print(String text) {
    end();
    out.println(text);
  }

  @Override
  public synchronized void end() {
    if (barIsThere) {
      out.print("\r\u001b[K");
      out.flush();
      barIsThere = false;
    }
  }
}
