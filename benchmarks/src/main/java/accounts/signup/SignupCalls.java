package accounts.signup;

import accounts.benchmarks.handlers.Calls;
import accounts.code.Codes;
import accounts.code.InMemoryCodeStore;
import accounts.http.CrossSite;
import accounts.http.RateLimit;
import accounts.http.RequestLog;
import accounts.limit.InMemoryRateLimiter;
import accounts.limit.RateLimits;
import accounts.member.InMemoryMemberStore;
import accounts.member.Members;
import accounts.metrics.EmfMetrics;
import accounts.password.BcryptPasswordHasher;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Sign-ups, each of another member; the stores in memory. */
public final class SignupCalls implements Runnable {
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private final SignupHandler handler;
  private int count;

  /**
   * @param cost of bcrypt
   */
  public SignupCalls(int cost) {
    InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);
    this.handler =
        new SignupHandler(
            new Signup(
                RateLimit.ofSignUps(limiter, RateLimits.NONE),
                RateLimit.ofMails(limiter, RateLimits.NONE),
                /* hidesMembers= */ false,
                new InMemoryMemberStore(clock),
                new Codes(new InMemoryCodeStore(clock), random),
                new BcryptPasswordHasher(cost, random),
                Duration.ofHours(24),
                clock,
                random,
                new EmfMetrics(line -> {}, "benchmark", clock)),
            new CrossSite(Set.of()),
            new RequestLog(line -> {}));
  }

  /** One. */
  @Override
  public void run() {
    String name = "member-" + ++count;
    byte[] event =
        Calls.withBody(
            "signup",
            Map.of("email", name + "@example.com", "password", Members.PASSWORD, "nickname", name));
    Calls.require(Calls.call(handler, event), 201);
  }
}
