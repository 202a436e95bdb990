package accounts.cli.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Remembers what it was to show. */
final class RecordingView implements TransferView {
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private long lines;

  /** Refusals and notes, in order. */
  List<String> told() {
    return told;
  }

  long lines() {
    return lines;
  }

  @Override
  public void refused(long line, String reason) {
    told.add(line + ": " + reason);
  }

  @Override
  public void note(String text) {
    told.add(text);
  }

  @Override
  public void progress(long done, long all, long lines) {
    this.lines = lines;
  }

  @Override
  public void slowedDown() {
    told.add("slowed down");
  }

  @Override
  public void end() {}
}
