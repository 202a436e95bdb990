package accounts.benchmarks.handlers;

import accounts.member.Member;
import accounts.member.Members;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.token.KeyRing;
import accounts.token.KeyRingCache;
import accounts.token.SigningKey;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A member with a session, and tokens of it. */
public final class Tokens {
  private final Clock clock = Clock.systemUTC();
  private final KeyRing ring = KeyRing.of(SigningKey.create(new SecureRandom()));
  private final KeyRingCache keys = new KeyRingCache(() -> ring, Duration.ofHours(1), clock);
  private final TokenIssuer issuer = new TokenIssuer(keys, TokenLifetimes.DEFAULT);
  private final Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
  private final Member member = Members.active("alice@example.com", "alice", now);
  private final Session session =
      new Session(
          SessionId.create(new SecureRandom()),
          member.id(),
          0,
          now,
          now,
          now.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS),
          "",
          "");

  public KeyRingCache keys() {
    return keys;
  }

  public TokenIssuer issuer() {
    return issuer;
  }

  public Member member() {
    return member;
  }

  public Session session() {
    return session;
  }

  /** The session's first. */
  public TokenPair issue() {
    return issuer.issue(session);
  }
}
