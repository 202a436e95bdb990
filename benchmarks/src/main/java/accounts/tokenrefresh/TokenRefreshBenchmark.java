package accounts.tokenrefresh;

import accounts.benchmarks.handlers.Calls;
import accounts.benchmarks.handlers.Tokens;
import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.member.InMemoryMemberStore;
import accounts.metrics.EmfMetrics;
import accounts.session.InMemorySessionStore;
import accounts.token.TokenLifetimes;
import accounts.token.TokenVerifier;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A session's refreshes, each with the token that the one before it gave; the store in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokenRefreshBenchmark {
  private final Clock clock = Clock.systemUTC();
  private final Tokens tokens = new Tokens();
  private final TokenRefreshHandler handler = handler();
  private byte[] event =
      Calls.withCookie("token-refresh", TokenCookies.REFRESH, tokens.issue().refresh());

  private TokenRefreshHandler handler() {
    InMemoryMemberStore members = new InMemoryMemberStore(clock);
    members.put(tokens.member());
    InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
    sessions.put(tokens.session());
    return new TokenRefreshHandler(
        new TokenRefresh(
            new TokenVerifier(tokens.keys(), clock),
            sessions,
            tokens.issuer(),
            TokenLifetimes.DEFAULT,
            clock,
            new EmfMetrics(line -> {}, "benchmark", clock)),
        new TokenCookies(TokenLifetimes.DEFAULT, true),
        new CrossSite(Set.of()),
        new RequestLog(line -> {}));
  }

  /** What is done for the next call is in the time too. */
  @Benchmark
  public byte[] refresh() {
    byte[] answer = Calls.call(handler, event);
    for (JsonNode cookie :
        Calls.require(answer, 200).path("multiValueHeaders").path("Set-Cookie")) {
      String text = cookie.textValue();
      if (text.startsWith(TokenCookies.REFRESH + "=")) {
        String token = text.substring(text.indexOf('=') + 1, text.indexOf(';'));
        event = Calls.withCookie("token-refresh", TokenCookies.REFRESH, token);
      }
    }
    return answer;
  }
}
