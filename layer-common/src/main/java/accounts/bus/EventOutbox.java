package accounts.bus;

import accounts.member.MemberId;
import java.util.List;

/** The events that were written with the changes that they tell of and are not published yet. */
public interface EventOutbox {
  /**
   * The member's events, in the order in which they happened; also those of a member who was
   * deleted. At least all that were written before the call.
   */
  List<PendingEvent> pending(MemberId member);

  /** Forgets an event that was published. Does nothing if it is not there. */
  void remove(PendingEvent event);
}
