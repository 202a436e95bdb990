package accounts.code;

import accounts.member.MemberId;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Codes in Redis: a hash per member and purpose, with the digest and the tries. Each method is one
 * Lua script over one key, so it is atomic and works in cluster mode.
 *
 * <p>A Redis user needs no more than {@link #ACCESS}.
 */
public final class RedisCodeStore implements CodeStore {
  /**
   * What a Redis user has to be allowed, in the language of {@code ACL SETUSER} and of {@code
   * AWS::ElastiCache::User}: the keys of codes, the commands of the scripts, and to be asked
   * whether the connection lives. {@code asking} is for a cluster that moves a key from node to
   * node.
   */
  public static final String ACCESS =
      "on ~code:* -@all +ping +asking +eval +del +exists +hset +hmget +hincrby +pexpire +pttl";

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

  private static final String REMOVE =
      """
      redis.call('DEL', KEYS[1])
      return {}
      """;

  private final RedisConnection redis;

  public RedisCodeStore(RedisConnection redis) {
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

  @Override
  public void remove(MemberId member, CodePurpose purpose) {
    eval(REMOVE, member, purpose);
  }

  private List<?> eval(String script, MemberId member, CodePurpose purpose, String... arguments) {
    // The braces keep a member's keys on one node of a cluster.
    String key = "code:{" + member.value() + "}:" + purpose.key();
    Deadline.require("Redis", RedisConnection.LONGEST_CALL);
    try {
      if (redis.eval(script, key, List.of(arguments)) instanceof List<?> reply) {
        return reply;
      }
      throw new JedisDataException("Not an answer of the script");
    } catch (JedisException e) {
      throw new StoreUnavailableException("Redis", e);
    }
  }
}
