package accounts.operator;

import accounts.member.MemberId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator did.
 *
 * @param act the type of the event that it made, or what it is called where it made none
 * @param member nothing where it was no single member
 * @param principal the ARN of who did it
 * @param reason as the operator gave it
 * @param details what else was recorded
 */
public record AuditEntry(
    Instant at,
    String act,
    Optional<MemberId> member,
    String principal,
    Optional<String> reason,
    Map<String, String> details) {
  public AuditEntry {
    details = Map.copyOf(details);
  }
}
