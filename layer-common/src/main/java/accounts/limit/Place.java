package accounts.limit;

import java.time.Instant;
import java.util.Map;

/**
 * What was taken of the quotas of a subject.
 *
 * @param slots which of a quota's places, by the quota's name
 */
public record Place(String subject, Map<String, Integer> slots, Instant takenAt) {
  public Place {
    slots = Map.copyOf(slots);
  }
}
