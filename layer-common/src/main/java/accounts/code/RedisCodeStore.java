package accounts.code;

import accounts.member.MemberId;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Codes in Redis: a hash per member and purpose, with the digest and the tries. Each method is one
 * Lua script over one key, so it is atomic and works in cluster mode.
 */
public final class RedisCodeStore implements CodeStore {
  private static final String PUT =
      """
      redis.call('DEL', KEYS[1])
      redis.call('HSET', KEYS[1], 'digest', ARGV[1], 'tries', 0)
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      return {}
      """;

  private static final String SPEND =
      """
      local code = redis.call('HMGET', KEYS[1], 'digest', 'tries')
      if not code[1] then
        return {}
      end
      if code[1] == ARGV[1] then
        local remaining = redis.call('PTTL', KEYS[1])
        redis.call('DEL', KEYS[1])
        return {tonumber(code[2]), remaining}
      end
      if redis.call('HINCRBY', KEYS[1], 'tries', 1) >= tonumber(ARGV[2]) then
        redis.call('DEL', KEYS[1])
      end
      return {}
      """;

  private static final String RESTORE =
      """
      if redis.call('EXISTS', KEYS[1]) == 0 then
        redis.call('HSET', KEYS[1], 'digest', ARGV[1], 'tries', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
      end
      return {}
      """;

  private final UnifiedJedis redis;

  public RedisCodeStore(UnifiedJedis redis) {
    this.redis = redis;
  }

  @Override
  public void put(MemberId member, CodePurpose purpose, String digest) {
    eval(PUT, member, purpose, digest, Long.toString(purpose.lifetime().toMillis()));
  }

  @Override
  public Optional<SpentCode> spend(MemberId member, CodePurpose purpose, String digest) {
    List<?> reply = eval(SPEND, member, purpose, digest, Integer.toString(MOST_TRIES));
    if (reply.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new SpentCode(digest, (Long) reply.get(0), (Long) reply.get(1)));
  }

  @Override
  public void restore(MemberId member, CodePurpose purpose, SpentCode code) {
    if (code.remainingMillis() > 0) {
      eval(
          RESTORE,
          member,
          purpose,
          code.digest(),
          Long.toString(code.tries()),
          Long.toString(code.remainingMillis()));
    }
  }

  /** Closes the connection. The next call opens another. */
  public void disconnect() {
    RedisClients.disconnect(redis);
  }

  private List<?> eval(String script, MemberId member, CodePurpose purpose, String... arguments) {
    // The braces keep a member's keys on one node of a cluster.
    String key = "code:{" + member.value() + "}:" + purpose.key();
    Deadline.require("Redis", RedisClients.LONGEST_CALL);
    try {
      return (List<?>) redis.eval(script, List.of(key), List.of(arguments));
    } catch (JedisException e) {
      throw new StoreUnavailableException("Redis", e);
    }
  }
}
