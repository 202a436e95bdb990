package accounts.cli.transfer;

/** Shows somebody how it goes. Called by one thread, but for {@link #slowedDown}. */
public interface TransferView {
  /** A line is not in, and why. */
  void refused(long line, String reason);

  /** Something that is worth knowing and no failure. */
  void note(String text);

  /**
   * How far it is. Called often.
   *
   * @param done of {@code all}
   * @param all 0: not known
   * @param lines how many that is
   */
  void progress(long done, long all, long lines);

  /** The table asked for patience. */
  void slowedDown();

  /** It is over; what was shown of the progress may go. */
  void end();
}
