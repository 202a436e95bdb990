package accounts.session;

import accounts.member.MemberId;
import java.time.Instant;

/**
 * A login and what came of it: the family of refresh tokens that grew from it, of which the one of
 * the current generation is good.
 *
 * @param generation how often it was refreshed
 * @param rotatedAt when it was refreshed last, or began
 * @param expiresAt when it ends if it is not refreshed. In whole seconds
 * @param userAgent of the login, cut to 256 characters; empty if there was none
 * @param address of the login, a {@link RoughAddress}; empty if not known
 */
public record Session(
    SessionId id,
    MemberId member,
    long generation,
    Instant createdAt,
    Instant rotatedAt,
    Instant expiresAt,
    String userAgent,
    String address) {
  private static final int LONGEST_USER_AGENT = 256;

  public Session {
    if (userAgent.length() > LONGEST_USER_AGENT) {
      boolean half = Character.isHighSurrogate(userAgent.charAt(LONGEST_USER_AGENT - 1));
      userAgent = userAgent.substring(0, half ? LONGEST_USER_AGENT - 1 : LONGEST_USER_AGENT);
    }
  }
}
