package accounts.cli.transfer;

/**
 * What a line came to.
 *
 * @param reason empty where its member is in the table
 */
public record LineResult(Kind kind, String reason) {
  /** The kinds, by which lines are counted. */
  public enum Kind {
    IMPORTED,
    ALREADY_THERE,
    CLASHING,
    EXPIRED,
    BAD
  }

  static final LineResult IMPORTED = new LineResult(Kind.IMPORTED, "");
  static final LineResult ALREADY_THERE = new LineResult(Kind.ALREADY_THERE, "");

  static LineResult clash(String reason) {
    return new LineResult(Kind.CLASHING, reason);
  }

  boolean isIn() {
    return kind == Kind.IMPORTED || kind == Kind.ALREADY_THERE;
  }
}
