package accounts.code;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Eventually;
import accounts.member.MemberId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Three real nodes in cluster mode; the client knows the address of one. */
class RedisClusterIT extends CodeStoreContract {
  private static final List<TestRedis> nodes = new ArrayList<>();
  private static final int[] FIRST_SLOTS = {0, 5461, 10923, 16384};

  @SuppressWarnings("NullAway.Init")
  private static RedisConnection connection;

  private final RedisCodeStore store = new RedisCodeStore(connection);

  RedisClusterIT() {
    super(new RedisCodeStore(connection));
  }

  @BeforeAll
  static void start() {
    for (int i = 0; i < 3; i++) {
      TestRedis node = TestRedis.start("--cluster-enabled", "yes");
      nodes.add(node);
      node.administrator().clusterAddSlotsRange(FIRST_SLOTS[i], FIRST_SLOTS[i + 1] - 1);
      node.administrator().clusterMeet("127.0.0.1", nodes.getFirst().port());
    }
    for (TestRedis node : nodes) {
      Eventually.get(
          () -> node.administrator().clusterInfo(),
          info -> info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3"),
          "the cluster");
    }
    connection =
        RedisConnection.create(RedisSettings.of(nodes.getFirst().url()), Clock.systemUTC());
  }

  /** No other test's member may lie, by chance, in the slot that moves. */
  @BeforeEach
  void empty() {
    nodes.forEach(node -> node.administrator().flushAll());
  }

  @AfterAll
  static void stop() {
    connection.close();
    nodes.forEach(TestRedis::close);
    nodes.clear();
  }

  private static MemberId memberAt(int node, String name) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> new MemberId(name + "-" + i))
        .filter(member -> slot(member) >= FIRST_SLOTS[node] && slot(member) < FIRST_SLOTS[node + 1])
        .findFirst()
        .orElseThrow();
  }

  private static int slot(MemberId member) {
    return JedisClusterCRC16.getSlot(key(member));
  }

  private static String key(MemberId member) {
    return "code:{" + member.value() + "}:verify-email";
  }

  /** A node that was left may take a moment to notice. */
  private static void onlyOneConnection() {
    Eventually.get(
        () -> nodes.stream().flatMap(node -> node.clients().stream()).toList(),
        clients -> clients.size() == 1,
        "one connection to all nodes");
  }

  @Test
  void keysOfAllNodes_areReachedByOneConnection() {
    for (int round = 0; round < 3; round++) {
      for (int at : new int[] {2, 0, 1}) {
        MemberId member = memberAt(at, "stays");

        store.put(member, VERIFY_EMAIL, "digest");

        assertThat(nodes.get(at).administrator().exists(key(member))).isTrue();
        onlyOneConnection();
        assertThat(nodes.get(at).clients()).hasSize(1);
        assertThat(store.claim(member, VERIFY_EMAIL, "digest", new CodeStore.Claim("a"))).isTrue();
      }
    }
  }

  @Test
  void slotOnItsWayToAnotherNode_isFollowed() {
    MemberId member = memberAt(0, "moves");
    int slot = slot(member);
    Jedis source = nodes.get(0).administrator();
    Jedis target = nodes.get(1).administrator();
    store.put(member, VERIFY_EMAIL, "digest");
    String sourceId = source.clusterMyId();
    String targetId = target.clusterMyId();
    target.clusterSetSlotImporting(slot, sourceId);
    source.clusterSetSlotMigrating(slot, targetId);

    // A key that is still there is served there; one that is gone already, or new, at the target.
    store.put(member, VERIFY_EMAIL, "first");
    CodeStore.Claim claim = new CodeStore.Claim("a");
    assertThat(store.claim(member, VERIFY_EMAIL, "first", claim)).isTrue();
    store.finish(member, VERIFY_EMAIL, claim);
    store.put(member, VERIFY_EMAIL, "second");
    assertThat(source.clusterGetKeysInSlot(slot, 10)).isEmpty();
    assertThat(target.clusterGetKeysInSlot(slot, 10)).containsExactly(key(member));
    assertThat(store.claim(member, VERIFY_EMAIL, "wrong", new CodeStore.Claim("a"))).isFalse();
    assertThat(store.claim(member, VERIFY_EMAIL, "second", new CodeStore.Claim("a"))).isTrue();
    onlyOneConnection();

    for (Jedis node : List.of(target, source)) {
      node.clusterSetSlotNode(slot, targetId);
    }
    store.put(member, VERIFY_EMAIL, "third");
    assertThat(nodes.get(1).clients()).hasSize(1);
    assertThat(store.claim(member, VERIFY_EMAIL, "third", new CodeStore.Claim("a"))).isTrue();
  }
}
