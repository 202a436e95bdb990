package accounts.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import accounts.testing.MutableClock;
import accounts.token.TokenException.Reason;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenAttacksTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00.250Z");

  private final MutableClock clock = new MutableClock(NOW);
  private final SecureRandom random = new SecureRandom();
  private final KeyRing ring =
      KeyRing.of(SigningKey.create(TokenAlgorithm.HS256, random))
          .rotated(
              SigningKey.create(TokenAlgorithm.ES256, random),
              NOW,
              Duration.ofMinutes(15),
              Duration.ofDays(7));
  private final TokenVerifier verifier =
      new TokenVerifier(new InMemoryKeyRing(ring).cache(clock), clock);

  private static String claims(TokenType type) {
    long now = NOW.getEpochSecond();
    return "{\"token_type\":\""
        + type.claim()
        + "\",\"exp\":"
        + (now + 600)
        + ",\"iat\":"
        + now
        + ",\"jti\":\"0123456789abcdef0123456789abcdef\",\"user_id\":\"alice\","
        + "\"sid\":\"00112233445566778899aabbccddeeff\""
        + (type == TokenType.REFRESH ? ",\"gen\":3" : "")
        + "}";
  }

  @Test
  void accepted_tokensOfEitherAlgorithm() throws TokenException {
    for (String token : TokenAttacks.accepted(ring, claims(TokenType.ACCESS))) {
      assertThat(verifier.verifyAccess(token).member().value()).isEqualTo("alice");
    }
    for (String token : TokenAttacks.accepted(ring, claims(TokenType.REFRESH))) {
      assertThat(verifier.verifyRefresh(token).generation()).isEqualTo(3);
    }
  }

  @Test
  void attacks_onAccessTokens_areRefused() {
    Map<String, String> attacks = TokenAttacks.against(ring, claims(TokenType.ACCESS));
    List<String> accepted = new ArrayList<>();
    attacks.forEach(
        (name, token) -> {
          TokenException e =
              catchThrowableOfType(TokenException.class, () -> verifier.verifyAccess(token));
          if (e == null || e.reason() != Reason.INVALID) {
            accepted.add(name);
          }
        });

    assertThat(accepted).isEmpty();
    System.out.println("Attacks on access tokens that were refused: " + attacks.size());
  }

  @Test
  void attacks_onRefreshTokens_areRefused() {
    Map<String, String> attacks = TokenAttacks.against(ring, claims(TokenType.REFRESH));
    List<String> accepted = new ArrayList<>();
    attacks.forEach(
        (name, token) -> {
          TokenException e =
              catchThrowableOfType(TokenException.class, () -> verifier.verifyRefresh(token));
          TokenException atLogout =
              catchThrowableOfType(
                  TokenException.class, () -> verifier.verifyRefreshAllowingExpired(token));
          if (e == null || e.reason() != Reason.INVALID || atLogout == null) {
            accepted.add(name);
          }
        });

    assertThat(accepted).isEmpty();
    System.out.println("Attacks on refresh tokens that were refused: " + attacks.size());
  }
}
