package accounts.login;

import accounts.benchmarks.handlers.Calls;
import accounts.benchmarks.handlers.Tokens;
import accounts.http.CrossSite;
import accounts.http.RateLimit;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.limit.InMemoryRateLimiter;
import accounts.limit.RateLimits;
import accounts.member.InMemoryMemberStore;
import accounts.member.Members;
import accounts.metrics.EmfMetrics;
import accounts.password.BcryptPasswordHasher;
import accounts.password.Password;
import accounts.session.InMemorySessionStore;
import accounts.token.TokenLifetimes;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** Logins of one member; the stores in memory. */
public final class LoginCalls implements Runnable {
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private final LoginHandler handler;
  private final byte[] event =
      Calls.withBody("login", Map.of("email", "alice@example.com", "password", Members.PASSWORD));

  /**
   * @param cost of bcrypt
   */
  public LoginCalls(int cost) {
    Tokens tokens = new Tokens();
    BcryptPasswordHasher hasher = new BcryptPasswordHasher(cost, random);
    InMemoryMemberStore members = new InMemoryMemberStore(clock);
    members.put(
        Members.withCredentials(
            tokens.member(), tokens.member().email(), hasher.hash(Password.of(Members.PASSWORD))));
    RequestLog log = new RequestLog(line -> {});
    this.handler =
        new LoginHandler(
            new Login(
                RateLimit.ofLogins(new InMemoryRateLimiter(clock), RateLimits.NONE, log),
                /* hidesMembers= */ false,
                members,
                hasher,
                new InMemorySessionStore(members, clock),
                tokens.issuer(),
                TokenLifetimes.DEFAULT,
                clock,
                random,
                new EmfMetrics(line -> {}, "benchmark", clock)),
            new TokenCookies(TokenLifetimes.DEFAULT, true),
            new CrossSite(Set.of()),
            log);
  }

  /** One. */
  @Override
  public void run() {
    Calls.require(Calls.call(handler, event), 200);
  }
}
