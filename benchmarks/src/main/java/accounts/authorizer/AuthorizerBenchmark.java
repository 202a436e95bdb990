package accounts.authorizer;

import accounts.benchmarks.handlers.Calls;
import accounts.benchmarks.handlers.Tokens;
import accounts.http.RequestLog;
import accounts.token.TokenVerifier;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A good access token, from the event's bytes to the answer's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AuthorizerBenchmark {
  private final Tokens tokens = new Tokens();
  private final AuthorizerHandler handler =
      new AuthorizerHandler(
          new TokenVerifier(tokens.keys(), Clock.systemUTC()),
          Optional.empty(),
          new RequestLog(line -> {}));
  private final byte[] event =
      Calls.withCookie("authorizer", "access_token", tokens.issue().access());

  @Benchmark
  public byte[] authorize() {
    return Calls.call(handler, event);
  }
}
