package accounts.operator;

import accounts.member.MemberId;
import java.util.Optional;

/**
 * Has a member sent a verification code once more. Codes are in Redis, which the function for
 * operators does not reach; a function beside Redis does it, and records it.
 *
 * <p>May throw {@link accounts.store.StoreUnavailableException}; then it may have been done all the
 * same.
 */
public interface VerificationSender {
  /** What became of it. The name is the other function's answer. */
  enum Outcome {
    SENT,
    /** There is no such member. */
    NOBODY,
    DISABLED,
    /** The member's address gets no mail. */
    UNDELIVERABLE
  }

  /**
   * Sends a new code, which replaces the old one.
   *
   * @param principal the ARN of who asks for it
   */
  Outcome send(MemberId member, String principal, Optional<String> reason);
}
