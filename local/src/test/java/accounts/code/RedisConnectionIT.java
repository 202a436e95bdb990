package accounts.code;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.e2e.Eventually;
import accounts.member.MemberId;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.exceptions.JedisException;

/** What the connection does when the server does not do what it should. */
class RedisConnectionIT {
  private static final MemberId MEMBER = new MemberId("member");

  /** What a function has for a whole request; no call may come near it. */
  private static final int FUNCTION_SECONDS = 9;

  private static RedisConnection to(int port) {
    return to("redis://127.0.0.1:" + port);
  }

  private static RedisConnection to(String url) {
    return RedisConnection.create(RedisSettings.of(url), Clock.systemUTC());
  }

  private static Object call(RedisConnection connection) {
    return connection.eval("return {}", "code:{member}:verify-email", List.of());
  }

  @Test
  void firstCall_sendsTheScriptAndNothingElse() {
    try (FakeRedis server = new FakeRedis((c, command) -> FakeRedis.wellBehaved(command));
        RedisConnection connection = to(server.port())) {
      call(connection);
      call(connection);

      assertThat(server.names(1)).containsExactly("EVAL", "PING", "EVAL");
    }
  }

  @Test
  void callsOfOneRequest_askOnceWhetherTheConnectionLives() {
    try (FakeRedis server = new FakeRedis((c, command) -> FakeRedis.wellBehaved(command));
        RedisConnection connection = to(server.port())) {
      for (int request = 0; request < 2; request++) {
        Deadline.within(
            Duration.ofSeconds(FUNCTION_SECONDS),
            () -> List.of(call(connection), call(connection), call(connection)));
      }

      assertThat(server.names(1))
          .containsExactly("EVAL", "EVAL", "EVAL", "PING", "EVAL", "EVAL", "EVAL");
    }
  }

  @Test
  void connectionThatWasReplacedInARequest_isNotAskedEither() {
    AtomicBoolean ill = new AtomicBoolean(true);
    try (FakeRedis server =
            new FakeRedis(
                (number, command) ->
                    number == 1 && ill.getAndSet(false)
                        ? FakeRedis.HANG_UP
                        : FakeRedis.wellBehaved(command));
        RedisConnection connection = to(server.port())) {
      Deadline.within(
          Duration.ofSeconds(FUNCTION_SECONDS),
          () -> {
            assertThatThrownBy(() -> call(connection)).isInstanceOf(JedisException.class);
            return List.of(call(connection), call(connection));
          });

      assertThat(server.names(2)).containsExactly("EVAL", "EVAL");
    }
  }

  @Test
  void password_isSentOnceForAConnection() {
    try (FakeRedis server = new FakeRedis((c, command) -> FakeRedis.wellBehaved(command));
        RedisConnection connection = to("redis://:secret@127.0.0.1:" + server.port())) {
      call(connection);
      call(connection);

      assertThat(server.names(1)).containsExactly("AUTH", "EVAL", "PING", "EVAL");
      assertThat(server.received().getFirst().command()).containsExactly("AUTH", "secret");
    }
  }

  @Test
  @SuppressWarnings("try") // closing it early is what is tested
  void close_endsTheConnection_andTheNextCallOpensAnother() {
    try (FakeRedis server = new FakeRedis((c, command) -> FakeRedis.wellBehaved(command));
        RedisConnection connection = to(server.port())) {
      call(connection);

      connection.close();
      Eventually.get(server::open, open -> open == 0, "the end of the connection");
      call(connection);

      assertThat(server.names(2)).containsExactly("EVAL");
      connection.close();
      connection.close();
    }
  }

  @Test
  void connectionThatTheServerEnded_isReplaced() {
    try (TestRedis redis = TestRedis.start();
        RedisConnection connection = to(redis.port())) {
      RedisCodeStore store = new RedisCodeStore(connection);
      store.put(MEMBER, VERIFY_EMAIL, "digest");
      String client = redis.clients().getFirst();
      String address = client.replaceFirst(".* addr=(\\S+) .*", "$1");

      redis.administrator().clientKill(address);

      assertThat(store.claim(MEMBER, VERIFY_EMAIL, "digest", new CodeStore.Claim("a"))).isTrue();
      assertThat(redis.clients()).hasSize(1);
    }
  }

  @Test
  void connectionThatDiedWithoutAWord_isReplaced() {
    try (FakeRedis server =
            new FakeRedis(
                (number, command) ->
                    number == 1 && command.getFirst().equals("PING")
                        ? FakeRedis.SILENCE
                        : FakeRedis.wellBehaved(command));
        RedisConnection connection = to(server.port())) {
      call(connection);
      call(connection);

      assertThat(server.names(1)).containsExactly("EVAL", "PING");
      assertThat(server.names(2)).containsExactly("EVAL");
      Eventually.get(server::open, open -> open == 1, "the end of the dead connection");
    }
  }

  @Test
  void answerThatWasLost_isAFailure_andTheScriptIsNotSentAgain() {
    AtomicBoolean ill = new AtomicBoolean(true);
    try (FakeRedis server =
            new FakeRedis(
                (number, command) ->
                    command.getFirst().equals("EVAL") && ill.getAndSet(false)
                        ? FakeRedis.HANG_UP
                        : FakeRedis.wellBehaved(command));
        RedisConnection connection = to(server.port())) {
      assertThatThrownBy(() -> call(connection)).isInstanceOf(JedisException.class);
      assertThat(server.received()).hasSize(1);

      call(connection);
      assertThat(server.received()).hasSize(2);
    }
  }

  @Test
  @Timeout(FUNCTION_SECONDS)
  void serverThatTakesTheConnectionAndNeverAnswers_isAFailureInTime() throws IOException {
    // The system takes the connections; nobody reads them.
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisConnection plain = to(server.getLocalPort());
        RedisConnection signingOn = to("redis://:secret@127.0.0.1:" + server.getLocalPort());
        RedisConnection encrypted = to("rediss://127.0.0.1:" + server.getLocalPort())) {
      RedisCodeStore store = new RedisCodeStore(plain);
      assertThatThrownBy(() -> store.put(MEMBER, VERIFY_EMAIL, "digest"))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> call(signingOn)).isInstanceOf(JedisException.class);
      assertThatThrownBy(() -> call(encrypted)).isInstanceOf(JedisException.class);
    }
    // Nor is it taken: the queue of the listening socket is full.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FullQueue queue = new FullQueue(full);
        RedisConnection connection = to(full.getLocalPort())) {
      assertThat(queue.size()).isPositive();
      assertThatThrownBy(() -> call(connection)).isInstanceOf(JedisException.class);
    }
  }

  @Test
  @Timeout(FUNCTION_SECONDS)
  void eachStepSlow_isAFailureInTime() {
    // Each answer comes before its own limit; together they would take longer than a call may.
    CompletableFuture<FakeRedis> self = new CompletableFuture<>();
    try (FakeRedis server =
            new FakeRedis(
                (number, command) -> {
                  pause();
                  return command.getFirst().equals("EVAL")
                      ? "-MOVED 1 127.0.0.1:" + self.join().port() + "\r\n"
                      : FakeRedis.wellBehaved(command);
                });
        RedisConnection connection = to("redis://:secret@127.0.0.1:" + server.port())) {
      self.complete(server);

      assertThatThrownBy(() -> call(connection)).isInstanceOf(JedisException.class);

      assertThat(server.received()).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  @Timeout(FUNCTION_SECONDS)
  void answerThatTricklesIn_isAFailureInTime(@TempDir Path temporary) throws Exception {
    // Each byte comes well before a read's own limit, for a minute. Over TLS, which reads for
    // itself.
    String answer = "$100\r\n" + "x".repeat(100);
    Certificate certificate = Certificate.of("ip:127.0.0.1", temporary);
    AtomicBoolean over = new AtomicBoolean();
    try (ServerSocket server =
            certificate.serving().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisConnection connection =
            new RedisConnection(
                RedisSettings.of("rediss://127.0.0.1:" + server.getLocalPort()),
                () -> new DefaultRedisCredentials(null, (CharSequence) null),
                certificate.trusting())) {
      Thread.ofVirtual().start(() -> trickle(server, answer, over));

      assertThatThrownBy(() -> call(connection)).isInstanceOf(JedisException.class);
    } finally {
      over.set(true);
    }
  }

  private static void trickle(ServerSocket server, String answer, AtomicBoolean over) {
    try (Socket socket = server.accept()) {
      for (byte b : answer.getBytes(StandardCharsets.US_ASCII)) {
        if (over.get()) {
          return;
        }
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
        Thread.sleep(500);
      }
    } catch (IOException e) {
      return; // the other side is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-MOVED 1 127.0.0.1:99999", "-MOVED nonsense", "?"})
  void whatIsNoAnswerOfRedis_isAFailureOnce(String answer) {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (FakeRedis server =
            new FakeRedis(
                (number, command) ->
                    command.getFirst().equals("EVAL") && broken.get()
                        ? answer + "\r\n"
                        : FakeRedis.wellBehaved(command));
        RedisConnection connection = to("redis://:secret@127.0.0.1:" + server.port())) {
      assertThatThrownBy(() -> call(connection)).isInstanceOf(JedisException.class);

      broken.set(false);
      call(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"$-1", ":7"})
  void whatIsNoAnswerOfTheScript_isAStoreThatIsNotAvailable(String answer) {
    try (FakeRedis server =
            new FakeRedis(
                (number, command) ->
                    command.getFirst().equals("EVAL")
                        ? answer + "\r\n"
                        : FakeRedis.wellBehaved(command));
        RedisConnection connection = to("redis://:secret@127.0.0.1:" + server.port())) {
      assertThatThrownBy(
              () ->
                  new RedisCodeStore(connection)
                      .claim(
                          new MemberId("alice"),
                          CodePurpose.VERIFY_EMAIL,
                          "digest",
                          new CodeStore.Claim("a")))
          .isInstanceOf(StoreUnavailableException.class);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(800);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void passwordThatIsWrong_isAFailure_andLeavesNoConnection() {
    try (TestRedis redis = TestRedis.start("--requirepass", "secret");
        RedisConnection connection = to("redis://:wrong@127.0.0.1:" + redis.port())) {
      assertThatThrownBy(() -> call(connection))
          .isInstanceOf(JedisException.class)
          .hasMessageNotContaining("wrong@");
      Eventually.get(redis::clients, List::isEmpty, "no connection");
    }
  }

  @Test
  void moved_theOldConnectionIsClosedBeforeTheNewOneIsUsed() throws Exception {
    CompletableFuture<FakeRedis> left = new CompletableFuture<>();
    CountDownLatch alone = new CountDownLatch(1);
    try (FakeRedis target =
            new FakeRedis(
                (number, command) -> {
                  Eventually.get(
                      () -> left.join().open(), open -> open == 0, "the end of the other");
                  alone.countDown();
                  return FakeRedis.wellBehaved(command);
                });
        FakeRedis source =
            new FakeRedis((number, command) -> "-MOVED 7 127.0.0.1:" + target.port() + "\r\n");
        RedisConnection connection = to(source.port())) {
      left.complete(source);

      call(connection);
      call(connection);

      assertThat(alone.getCount()).isZero();
      assertThat(source.names(1)).containsExactly("EVAL");
      assertThat(target.names(1)).containsExactly("EVAL", "PING", "EVAL");
    }
  }

  @Test
  void moved_signsOnAtTheOtherNode() {
    try (FakeRedis target = new FakeRedis((number, command) -> FakeRedis.wellBehaved(command));
        FakeRedis source =
            new FakeRedis(
                (number, command) ->
                    command.getFirst().equals("EVAL")
                        // A cluster whose nodes do not know their own address.
                        ? "-MOVED 7 :" + target.port() + "\r\n"
                        : FakeRedis.wellBehaved(command));
        RedisConnection connection = to("redis://codes:secret@127.0.0.1:" + source.port())) {
      call(connection);

      assertThat(target.received().getFirst().command()).containsExactly("AUTH", "codes", "secret");
    }
  }

  @Test
  void movedWithoutEnd_isAFailure() {
    CompletableFuture<FakeRedis> self = new CompletableFuture<>();
    try (FakeRedis server =
            new FakeRedis(
                (number, command) -> "-MOVED 7 127.0.0.1:" + self.join().port() + "\r\n");
        RedisConnection connection = to(server.port())) {
      self.complete(server);

      assertThatThrownBy(() -> call(connection)).isInstanceOf(JedisException.class);
      assertThat(server.received()).hasSize(6);
    }
  }

  @Test
  void nodeThatIsGone_isLeftForTheEndpoint() {
    AtomicBoolean moved = new AtomicBoolean(true);
    FakeRedis target = new FakeRedis((number, command) -> FakeRedis.wellBehaved(command));
    try (FakeRedis source =
            new FakeRedis(
                (number, command) ->
                    moved.get()
                        ? "-MOVED 7 127.0.0.1:" + target.port() + "\r\n"
                        : FakeRedis.wellBehaved(command));
        RedisConnection connection = to(source.port())) {
      call(connection);
      moved.set(false);
      target.close();

      call(connection);

      assertThat(source.names(2)).containsExactly("EVAL");
    }
  }

  @Test
  void primaryThatBecameAReplica_isLeftForTheNewOne() {
    try (TestRedis first = TestRedis.start();
        TestRedis second = TestRedis.start();
        Forwarder endpoint = new Forwarder(first.port());
        RedisConnection connection = to(endpoint.port())) {
      RedisCodeStore store = new RedisCodeStore(connection);
      store.put(MEMBER, VERIFY_EMAIL, "digest");

      first.administrator().replicaof("127.0.0.1", second.port());
      endpoint.leadTo(second.port());
      store.put(MEMBER, VERIFY_EMAIL, "newer");

      assertThat(second.administrator().exists("code:{member}:verify-email")).isTrue();
      assertThat(store.claim(MEMBER, VERIFY_EMAIL, "newer", new CodeStore.Claim("a"))).isTrue();
    }
  }

  /** Fills the queue of connections that a listening socket has not accepted. */
  private static final class FullQueue implements AutoCloseable {
    private final List<Socket> waiting = new ArrayList<>();

    FullQueue(ServerSocket server) throws IOException {
      try {
        while (waiting.size() < 10) {
          Socket socket = new Socket();
          waiting.add(socket);
          socket.connect(server.getLocalSocketAddress(), 200);
        }
      } catch (SocketTimeoutException e) {
        return; // full
      }
      throw new IllegalStateException("The queue never fills");
    }

    int size() {
      return waiting.size();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }
}
