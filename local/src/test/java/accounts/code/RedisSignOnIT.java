package accounts.code;

import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.e2e.RawTemplate;
import accounts.local.net.Loopback;
import accounts.member.MemberId;
import accounts.store.StoreUnavailableException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Every way to sign on to a real server, each with the whole contract. */
class RedisSignOnIT {
  private static final MemberId MEMBER = new MemberId("member");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path temporary;

  @SuppressWarnings("NullAway.Init")
  private static TestRedis redis;

  @SuppressWarnings("NullAway.Init")
  private static Certificate certificate;

  private static int tlsPort;

  @BeforeAll
  static void start() throws Exception {
    certificate = Certificate.of("ip:127.0.0.1", temporary);
    tlsPort = Loopback.freePort();
    redis =
        TestRedis.start(
            "--requirepass",
            "secret",
            "--tls-port",
            String.valueOf(tlsPort),
            "--tls-cert-file",
            certificate.certificateFile().toString(),
            "--tls-key-file",
            certificate.keyFile().toString(),
            "--tls-auth-clients",
            "no");
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static RedisConnection to(String url) {
    return RedisConnection.create(RedisSettings.of(url), Clock.systemUTC());
  }

  private static RedisConnection encrypted(SSLSocketFactory trusting) {
    RedisSettings settings = RedisSettings.of("rediss://:secret@127.0.0.1:" + tlsPort);
    return new RedisConnection(
        settings, RedisConnection.credentials(settings, Clock.systemUTC()), trusting);
  }

  @Nested
  class WithAnAuthToken extends CodeStoreContract {
    WithAnAuthToken() {
      super(new RedisCodeStore(to("redis://:secret@127.0.0.1:" + redis.port())));
    }
  }

  /** The user that the template gives the functions, with a password in IAM's place. */
  @Nested
  class AsTheTemplatesUser extends CodeStoreContract {
    AsTheTemplatesUser() {
      super(new RedisCodeStore(asTheTemplatesUser()));
    }

    @Test
    void mayDoNothingElse() {
      String key = "code:{member}:verify-email";
      try (Jedis user = new Jedis("127.0.0.1", redis.port())) {
        user.auth("template", "password");
        assertThatThrownBy(() -> user.get(key)).hasMessageStartingWith("NOPERM");
        assertThatThrownBy(() -> user.keys("*")).hasMessageStartingWith("NOPERM");
        assertThatThrownBy(user::flushAll).hasMessageStartingWith("NOPERM");
        assertThatThrownBy(() -> user.del("other")).hasMessageStartingWith("NOPERM");
        assertThatThrownBy(() -> user.eval("return redis.call('DEL', 'other')"))
            .hasMessageContaining("can't access at least one of the keys");
      }
    }
  }

  private static RedisConnection asTheTemplatesUser() {
    // The administrator's words of the template's access string, and a password.
    String[] rules = (accessString() + " >password").split(" ", -1);
    redis.administrator().aclSetUser("template", rules);
    return to("redis://template:password@127.0.0.1:" + redis.port());
  }

  /** {@code AccessString} of the template's {@code RedisUser}. */
  private static String accessString() {
    Object value = RawTemplate.read();
    for (String name : List.of("Resources", "RedisUser", "Properties", "AccessString")) {
      value = Objects.requireNonNull(((Map<?, ?>) value).get(name), name);
    }
    return (String) value;
  }

  @Test
  void templatesUser_isAllowedWhatTheScriptsNeed() {
    assertThat(accessString()).isEqualTo(RedisCodeStore.ACCESS);
  }

  @Nested
  class OverTls extends CodeStoreContract {
    OverTls() throws Exception {
      super(new RedisCodeStore(encrypted(certificate.trusting())));
    }
  }

  @Test
  void tls_certificateThatNobodyTrusts_isRefused() {
    try (RedisConnection connection = encrypted((SSLSocketFactory) SSLSocketFactory.getDefault())) {
      refusesTheCertificate(connection);
    }
  }

  @Test
  void tls_certificateForAnotherHost_isRefused() throws Exception {
    Certificate other = Certificate.of("dns:other.example.com", temporary);
    RedisSettings settings;
    try (FakeRedis server =
        new FakeRedis(other.serving(), (number, command) -> FakeRedis.wellBehaved(command))) {
      settings = RedisSettings.of("rediss://127.0.0.1:" + server.port());
      try (RedisConnection connection =
          new RedisConnection(
              settings,
              RedisConnection.credentials(settings, Clock.systemUTC()),
              other.trusting())) {
        refusesTheCertificate(connection);
        assertThat(server.received()).isEmpty();
      }
    }
  }

  private static void refusesTheCertificate(RedisConnection connection) {
    RedisCodeStore store = new RedisCodeStore(connection);
    assertThatThrownBy(() -> store.put(MEMBER, VERIFY_EMAIL, "digest"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasRootCauseInstanceOf(GeneralSecurityException.class)
        .hasStackTraceContaining(SSLException.class.getPackageName());
  }

  @Test
  void iam_eachConnectionSignsOnWithAFreshToken() throws Exception {
    TickingClock clock = new TickingClock();
    try (FakeRedis server =
        new FakeRedis(
            certificate.serving(),
            // As ElastiCache ends a connection after its 12 hours.
            (number, command) ->
                command.getFirst().equals("PING") && number == 1
                    ? FakeRedis.HANG_UP
                    : FakeRedis.wellBehaved(command))) {
      RedisSettings.Iam iam = new RedisSettings.Iam("codes-user", "codes", true);
      RedisSettings settings = RedisSettings.of("rediss://127.0.0.1:" + server.port()).with(iam);
      try (RedisConnection connection =
          new RedisConnection(
              settings,
              new RedisIamToken(
                  iam,
                  StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret")),
                  () -> Region.EU_CENTRAL_1,
                  clock),
              certificate.trusting())) {
        RedisCodeStore store = new RedisCodeStore(connection);
        store.put(MEMBER, VERIFY_EMAIL, "digest");
        store.put(MEMBER, VERIFY_EMAIL, "digest");
        store.put(MEMBER, VERIFY_EMAIL, "digest");
      }

      assertThat(server.names(1)).containsExactly("AUTH", "EVAL", "PING");
      assertThat(server.names(2)).containsExactly("AUTH", "EVAL", "PING", "EVAL");
      List<List<String>> signOns =
          server.received().stream()
              .map(FakeRedis.Received::command)
              .filter(command -> command.getFirst().equals("AUTH"))
              .toList();
      assertThat(signOns)
          .allSatisfy(
              auth -> {
                assertThat(auth.get(1)).isEqualTo("codes-user");
                assertThat(auth.get(2))
                    .startsWith("codes/?")
                    .contains("Action=connect", "User=codes-user", "X-Amz-Signature=");
              });
      assertThat(signOns.get(0).get(2)).contains("X-Amz-Date=20260102T030405Z");
      assertThat(signOns.get(1).get(2)).contains("X-Amz-Date=20260102T030505Z");
    }
  }

  /** A minute later each time it is asked. */
  private static final class TickingClock extends Clock {
    private Instant next = Instant.parse("2026-01-02T03:04:05Z");

    @Override
    public Instant instant() {
      Instant now = next;
      next = next.plus(Duration.ofMinutes(1));
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void noPassword_isAFailure() {
    try (RedisConnection connection = to(redis.url())) {
      assertThatThrownBy(() -> connection.eval("return {}", "code:{a}:b", List.of()))
          .isInstanceOf(JedisException.class)
          .hasMessageStartingWith("NOAUTH");
    }
  }
}
