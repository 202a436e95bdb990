package accounts.cli.transfer;

import java.util.Optional;

/** A piece of a file that is to be a member. */
final class SourceRecord {
  /**
   * A place in a file.
   *
   * @param line counted from 1
   */
  record Position(long offset, long line) {
    static final Position START = new Position(0, 1);
  }

  private final Position start;
  private final Position end;
  private final byte[] bytes;
  private final Optional<String> fault;

  private SourceRecord(Position start, Position end, byte[] bytes, Optional<String> fault) {
    this.start = start;
    this.end = end;
    this.bytes = bytes;
    this.fault = fault;
  }

  static SourceRecord of(Position start, Position end, byte[] bytes) {
    return new SourceRecord(start, end, bytes, Optional.empty());
  }

  /** One that could not be cut out. */
  static SourceRecord fault(Position start, Position end, String fault) {
    return new SourceRecord(start, end, new byte[0], Optional.of(fault));
  }

  /** Where it begins. */
  Position start() {
    return start;
  }

  /** Where the next one begins. */
  Position end() {
    return end;
  }

  /** The number of its first line. */
  long line() {
    return start.line();
  }

  /** Without the end of the line; empty where there is a fault. */
  byte[] bytes() {
    return bytes;
  }

  /** Why it could not be cut out. */
  Optional<String> fault() {
    return fault;
  }
}
