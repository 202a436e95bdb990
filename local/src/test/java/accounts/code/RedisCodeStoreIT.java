package accounts.code;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.code.CodeStore.Claim;
import accounts.e2e.StackExtension;
import accounts.local.LocalStack;
import accounts.member.MemberId;
import accounts.store.StoreUnavailableException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

@ExtendWith(StackExtension.class)
class RedisCodeStoreIT extends CodeStoreContract {
  private static @Nullable RedisConnection client;

  private final RedisConnection redis;
  private final LocalStack stack;

  RedisCodeStoreIT(LocalStack stack) {
    super(new RedisCodeStore(client(stack)));
    this.redis = client(stack);
    this.stack = stack;
  }

  /** One for all tests, as a function has one for all requests. */
  private static synchronized RedisConnection client(LocalStack stack) {
    if (client == null) {
      client = RedisConnection.create(RedisSettings.of(stack.redis().url()), Clock.systemUTC());
    }
    return client;
  }

  @AfterAll
  static synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  @Test
  void put_code_expiresAfterAnHourAndIsKeptAsADigest() {
    new RedisCodeStore(redis).put(new MemberId("ttl-1"), VERIFY_EMAIL, "digest");

    try (Jedis jedis = new Jedis(stack.redis().url())) {
      assertThat(jedis.pttl("code:{ttl-1}:verify-email")).isBetween(3_590_000L, 3_600_000L);
      assertThat(jedis.hgetAll("code:{ttl-1}:verify-email"))
          .containsEntry("digest", "digest")
          .containsEntry("tries", "0");
    }
  }

  @Test
  void claim_thatRanOut_isOver_andTheLifetimeGoesOn() {
    RedisCodeStore store = new RedisCodeStore(redis);
    MemberId member = new MemberId("lease-1");
    store.put(member, VERIFY_EMAIL, "digest");
    Claim killed = new Claim("killed");
    assertThat(store.claim(member, VERIFY_EMAIL, "digest", killed)).isTrue();
    try (Jedis jedis = new Jedis(stack.redis().url())) {
      String key = "code:{lease-1}:verify-email";
      long left = jedis.pttl(key);
      // Time passes: so much of it is left then.
      jedis.pexpire(key, left - CodeStore.LEASE.toMillis() + 2000);
      assertThat(store.claim(member, VERIFY_EMAIL, "digest", new Claim("early"))).isFalse();
      jedis.pexpire(key, left - CodeStore.LEASE.toMillis());

      assertThat(store.claim(member, VERIFY_EMAIL, "digest", new Claim("next"))).isTrue();

      assertThat(jedis.pttl(key)).isPositive();
      store.release(member, VERIFY_EMAIL, killed);
      store.finish(member, VERIFY_EMAIL, killed);
      assertThat(store.claim(member, VERIFY_EMAIL, "digest", new Claim("last"))).isFalse();
    }
  }

  @Test
  void claim_codeThatExpiresBeforeTheLease_expires() {
    RedisCodeStore store = new RedisCodeStore(redis);
    MemberId member = new MemberId("lease-2");
    store.put(member, VERIFY_EMAIL, "digest");
    try (Jedis jedis = new Jedis(stack.redis().url())) {
      String key = "code:{lease-2}:verify-email";
      jedis.pexpire(key, 5000);
      assertThat(store.claim(member, VERIFY_EMAIL, "digest", new Claim("a"))).isTrue();

      assertThat(jedis.pttl(key)).isBetween(1L, 5000L);
      assertThat(store.claim(member, VERIFY_EMAIL, "digest", new Claim("b"))).isFalse();
    }
  }

  @Test
  void redisRestarted_theNextCallConnectsAnew() {
    RedisCodeStore store = new RedisCodeStore(redis);
    store.put(new MemberId("restart"), VERIFY_EMAIL, "digest");

    stack.redis().stop();
    assertThatThrownBy(() -> store.put(new MemberId("restart"), VERIFY_EMAIL, "digest"))
        .isInstanceOf(StoreUnavailableException.class);
    stack.redis().start();

    store.put(new MemberId("restart"), VERIFY_EMAIL, "digest");
    assertThat(store.claim(new MemberId("restart"), VERIFY_EMAIL, "digest", new Claim("a")))
        .isTrue();
  }
}
