package accounts.code;

import accounts.member.MemberId;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Codes in Redis: a hash per member and purpose, with the digest, the tries and who holds it. Each
 * method is one Lua script over one key, so it is atomic and works in cluster mode.
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
      "on ~code:* -@all +ping +asking +eval +del +hset +hmget +hincrby +pexpire +pttl";

  /** Over what is there: a key that a cluster is moving cannot be deleted and written anew. */
  private static final String PUT =
      """
      redis.call('HSET', KEYS[1], 'digest', ARGV[1], 'tries', 0, 'claim', '')
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      return {}
      """;

  /**
   * A claim is over when so little is left of the code's lifetime: Redis counts that down by
   * itself, so that no clock has to be asked. Of a code whose time is shorter than a lease nothing
   * comes back.
   */
  private static final String CLAIM =
      """
      local code = redis.call('HMGET', KEYS[1], 'digest', 'claim', 'heldUntil')
      if not code[1] then
        return {}
      end
      if code[1] ~= ARGV[1] then
        if redis.call('HINCRBY', KEYS[1], 'tries', 1) >= tonumber(ARGV[2]) then
          redis.call('DEL', KEYS[1])
        end
        return {}
      end
      local left = redis.call('PTTL', KEYS[1])
      if code[2] and code[2] ~= '' and left > tonumber(code[3]) then
        return {}
      end
      redis.call('HSET', KEYS[1], 'claim', ARGV[3], 'heldUntil', left - tonumber(ARGV[4]))
      return {1}
      """;

  private static final String FINISH =
      """
      if redis.call('HMGET', KEYS[1], 'claim')[1] == ARGV[1] then
        redis.call('DEL', KEYS[1])
      end
      return {}
      """;

  private static final String RELEASE =
      """
      if redis.call('HMGET', KEYS[1], 'claim')[1] == ARGV[1] then
        redis.call('HSET', KEYS[1], 'claim', '')
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
  public boolean claim(MemberId member, CodePurpose purpose, String digest, Claim claim) {
    List<?> reply =
        eval(
            CLAIM,
            member,
            purpose,
            digest,
            Integer.toString(MOST_TRIES),
            claim.id(),
            Long.toString(LEASE.toMillis()));
    return !reply.isEmpty();
  }

  @Override
  public void finish(MemberId member, CodePurpose purpose, Claim claim) {
    eval(FINISH, member, purpose, claim.id());
  }

  @Override
  public void release(MemberId member, CodePurpose purpose, Claim claim) {
    eval(RELEASE, member, purpose, claim.id());
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
