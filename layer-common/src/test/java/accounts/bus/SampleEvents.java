package accounts.bus;

import accounts.member.MemberId;
import java.time.Instant;
import java.util.UUID;

/** Events that have happened to nobody. */
public final class SampleEvents {
  private SampleEvents() {}

  /** Somebody's sign-up was verified. */
  public static PendingEvent verified(MemberId member, long sequence, Instant time) {
    String id = UUID.randomUUID().toString();
    return new PendingEvent(
        member,
        sequence,
        id,
        "member.verified",
        time,
        """
        {"schemaVersion":1,"id":"%s","type":"member.verified","time":"%s","memberId":"%s",\
        "sequence":%d,"actor":{"type":"member"},"data":{}}"""
            .formatted(id, time, member, sequence));
  }
}
