package accounts.limit;

/**
 * How often clients may call, and mailboxes get mail. 0: as often as they like.
 *
 * @param signUpsPerMinute of one client
 * @param loginsPerMinute of one client, failed or not
 * @param failedLoginsPerMinute of one client
 * @param mailsPerMinute that anybody can have sent to one mailbox: by a sign-up, by having a code
 *     sent again, by a reset of the password, by a change of email
 * @param mailsPerHour likewise
 */
public record RateLimits(
    int signUpsPerMinute,
    int loginsPerMinute,
    int failedLoginsPerMinute,
    int mailsPerMinute,
    int mailsPerHour) {
  public static final RateLimits DEFAULT = new RateLimits(20, 30, 10, 1, 5);

  /** No limits. */
  public static final RateLimits NONE = new RateLimits(0, 0, 0, 0, 0);
}
