package accounts.bus;

import accounts.member.MemberId;
import java.time.Instant;

/**
 * An event that waits in the table for being published.
 *
 * @param sequence the how many-eth of the member's events it is
 * @param id the event's own; the same each time that it is published
 * @param json the whole event, as it is published
 */
public record PendingEvent(
    MemberId member, long sequence, String id, String type, Instant time, String json) {

  /** Without the data, which has no place in a log. */
  @Override
  public String toString() {
    return "%s %s of %s".formatted(type, sequence, member);
  }
}
