package accounts.http;

import accounts.limit.ClientNetwork;
import accounts.limit.Place;
import accounts.limit.Quota;
import accounts.limit.RateLimiter;
import accounts.limit.RateLimiter.Result;
import accounts.limit.RateLimits;
import accounts.member.Email;
import accounts.snapstart.Priming;
import accounts.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an endpoint lets one client do, or sends to one mailbox. Beyond it the answer is 429.
 *
 * <p>While nobody can count, an endpoint that sends mail answers 503 (a mailbox would be flooded
 * else), and any other goes on (nobody could log in else).
 */
public final class RateLimit {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String FAILED = "failed";

  private final RateLimiter limiter;
  private final String name;
  private final List<Quota> quotas;
  private final Optional<RequestLog> openWithWord;

  private RateLimit(
      RateLimiter limiter, String name, List<Quota> quotas, Optional<RequestLog> openWithWord) {
    this.limiter = limiter;
    this.name = name;
    this.quotas = quotas.stream().filter(Quota::limits).toList();
    this.openWithWord = openWithWord;
  }

  /** Of the sign-ups of one client. */
  public static RateLimit ofSignUps(RateLimiter limiter, RateLimits rates) {
    return new RateLimit(
        limiter,
        "sign-up",
        List.of(new Quota("minute", rates.signUpsPerMinute(), MINUTE)),
        Optional.empty());
  }

  /**
   * Of the logins of one client. Each is counted as a failed one too, until it has {@link
   * #succeeded}: so of many at once no more can fail than may.
   *
   * @param log is told when a login could not be counted
   */
  public static RateLimit ofLogins(RateLimiter limiter, RateLimits rates, RequestLog log) {
    return new RateLimit(
        limiter,
        "login",
        List.of(
            new Quota("minute", rates.loginsPerMinute(), MINUTE),
            new Quota(FAILED, rates.failedLoginsPerMinute(), MINUTE)),
        Optional.of(log));
  }

  /** Of the mails that anybody can have sent to one mailbox, whatever they are for. */
  public static RateLimit ofMails(RateLimiter limiter, RateLimits rates) {
    return new RateLimit(
        limiter,
        "mail",
        List.of(
            new Quota("minute", rates.mailsPerMinute(), MINUTE),
            new Quota("hour", rates.mailsPerHour(), HOUR)),
        Optional.empty());
  }

  /**
   * Counts a call of a client. One whose address is not known is not counted: API Gateway always
   * tells it.
   *
   * @param address as {@link Request#sourceIp} has it
   * @return nothing if it was not counted
   * @throws ApiException 429 if there were as many as there may be
   */
  public Optional<Place> takeForClient(String address) {
    String network = ClientNetwork.of(address);
    return network.isEmpty() ? Optional.empty() : take(network);
  }

  /**
   * Counts a mail to a mailbox, whether anybody has it or not.
   *
   * @return nothing if it was not counted
   * @throws ApiException 429 if there were as many as there may be
   */
  public Optional<Place> takeForMailbox(Email email) {
    return take(email.key());
  }

  private Optional<Place> take(String who) {
    if (quotas.isEmpty()) {
      return Optional.empty();
    }
    String subject = name + " " + who;
    if (Priming.isRunning()) {
      limiter.rehearse(subject, quotas);
      return Optional.empty();
    }
    Result result;
    try {
      result = limiter.take(subject, quotas);
    } catch (StoreUnavailableException e) {
      if (openWithWord.isEmpty()) {
        throw e;
      }
      openWithWord.get().write(Map.of("event", "not-counted", "limit", name), Optional.of(e));
      return Optional.empty();
    }
    if (result.place().isEmpty()) {
      throw ApiException.tooEarly(
          ErrorCode.TOO_MANY_REQUESTS, Message.TOO_MANY_REQUESTS, result.retryAfter());
    }
    return result.place();
  }

  /** Gives a place back in full: nothing came of the call. Fails in silence; its time will come. */
  public void giveBack(Optional<Place> place) {
    place.ifPresent(taken -> quotas.forEach(quota -> giveBack(taken, quota)));
  }

  /** Counts a login as a failed one no more. Fails in silence, as above. */
  public void succeeded(Optional<Place> place) {
    place.ifPresent(
        taken ->
            quotas.stream()
                .filter(quota -> quota.name().equals(FAILED))
                .forEach(quota -> giveBack(taken, quota)));
  }

  private void giveBack(Place place, Quota quota) {
    try {
      limiter.giveBack(place, quota);
    } catch (StoreUnavailableException e) {
      // It is free again when its window is over.
      return;
    }
  }
}
