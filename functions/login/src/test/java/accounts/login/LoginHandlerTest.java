package accounts.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.event.EventType;
import accounts.http.CrossSite;
import accounts.http.RateLimit;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.limit.InMemoryRateLimiter;
import accounts.limit.RateLimits;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Suppression;
import accounts.metrics.RecordingMetrics;
import accounts.password.BcryptPasswordHasher;
import accounts.password.KnownSchemes;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.InMemorySessionStore;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.snapstart.Priming;
import accounts.snapstart.SnapStart;
import accounts.store.StoreUnavailableException;
import accounts.testing.Cookies;
import accounts.testing.Copies;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.testing.WeakContext;
import accounts.token.InMemoryKeyRing;
import accounts.token.KeyRing;
import accounts.token.RefreshToken;
import accounts.token.SigningKey;
import accounts.token.TokenException;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenVerifier;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginHandlerTest {
  private static final SigningKey KEY = SigningKey.fromBase64Url("A".repeat(43));
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryKeyRing keys = new InMemoryKeyRing(KeyRing.of(KEY));
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);
  private final List<String> log = new ArrayList<>();
  private RateLimits limits = RateLimits.NONE;
  private boolean hidesMembers;
  private final Member alice = Members.active("Alice@example.com", "앨리스", clock.instant());
  private final CountingHasher hasher = new CountingHasher();

  private APIGatewayProxyResponseEvent call(PasswordHasher hasher, APIGatewayProxyRequestEvent e) {
    return new LoginHandler(
            new Login(
                RateLimit.ofLogins(limiter, limits, new RequestLog(log::add)),
                hidesMembers,
                members,
                hasher,
                sessions,
                new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT),
                TokenLifetimes.DEFAULT,
                clock,
                new SecureRandom(),
                metrics),
            new TokenCookies(TokenLifetimes.DEFAULT, true),
            new CrossSite(Set.of()),
            new RequestLog(log::add))
        .handleRequest(e, new TestContext());
  }

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return call(hasher, event);
  }

  private static APIGatewayProxyRequestEvent event() {
    return Events.request("login");
  }

  @Test
  void login_sampleEvent_startsASessionAndSetsTheCookies() throws TokenException {
    members.put(alice);

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getBody())
        .isEqualTo("{\"email\":\"Alice@example.com\",\"nickname\":\"앨리스\"}");
    List<String> cookies = Cookies.of(response);
    assertThat(cookies).hasSize(2);
    assertThat(cookies.get(0))
        .matches("access_token=[^;]+; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
    assertThat(cookies.get(1))
        .matches(
            "refresh_token=[^;]+; Path=/Prod/api/accounts; Max-Age=604800; HttpOnly;"
                + " SameSite=Lax; Secure");
    String refresh = Cookies.value(response, "refresh_token");
    RefreshToken token = new TokenVerifier(keys.cache(clock), clock).verifyRefresh(refresh);
    Session session = sessions.sessions().values().iterator().next();
    assertThat(token.session()).isEqualTo(session.id());
    assertThat(token.member()).isEqualTo(alice.id());
    assertThat(session.userAgent()).isEqualTo("curl/8.14.1");
    assertThat(session.address()).isEqualTo("203.0.113.0/24");
    assertThat(session.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
    assertThat(String.join("\n", log)).doesNotContain(refresh).doesNotContain("lice");
  }

  @Test
  void login_unknownEmail_is404AndRunsTheHash() {
    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(404);
    assertThat(response.getBody())
        .isEqualTo("{\"error\":\"존재하지 않는 이메일\",\"code\":\"MEMBER_NOT_FOUND\"}");
    assertThat(hasher.runs).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "DISABLED"})
  void login_notActive_is403WhateverThePassword(MemberStatus status) {
    members.put(Members.with(alice, status));
    String expected = "{\"error\":\"비활성화인 계정입니다\",\"code\":\"MEMBER_NOT_ACTIVE\"}";

    assertThat(call(event()).getStatusCode()).isEqualTo(403);
    assertThat(call(event()).getBody()).isEqualTo(expected);
    String wrong = "{\"email\":\"alice@example.com\",\"password\":\"wrong\"}";
    assertThat(call(event().withBody(wrong)).getBody()).isEqualTo(expected);
    assertThat(hasher.runs).isEqualTo(3);
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void login_suppressedAddress_isNoHindrance() {
    members.put(
        Members.suppressed(
            alice, new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General")));

    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  private static APIGatewayProxyRequestEvent wrongPassword() {
    return event().withBody("{\"email\":\"alice@example.com\",\"password\":\"wrong\"}");
  }

  @Test
  void login_fiveWrongPasswords_isLockedForTheRightOneToo() {
    members.put(alice);
    for (int i = 1; i <= 5; i++) {
      assertThat(call(wrongPassword()).getStatusCode()).isEqualTo(403);
    }
    int runs = hasher.runs;

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(429);
    assertThat(response.getHeaders()).containsEntry("Retry-After", "1");
    assertThat(response.getBody())
        .isEqualTo(
            "{\"error\":\"로그인 시도가 너무 많습니다. 잠시 후 다시 시도해 주세요\","
                + "\"code\":\"LOGIN_LOCKED\",\"retryAfterSeconds\":1}");
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(hasher.runs).isEqualTo(runs);
    assertThat(metrics.counted()).endsWith("Logins WRONG_PASSWORD", "Logins LOCKED");
    assertThat(members.eventTypes())
        .containsExactly(
            EventType.LOGIN_FAILED,
            EventType.LOGIN_FAILED,
            EventType.LOGIN_FAILED,
            EventType.LOGIN_FAILED,
            EventType.LOGIN_FAILED,
            EventType.LOCKED);
  }

  @Test
  void login_atTheEndOfTheLock_countsOnAndSuccessForgets() {
    members.put(alice);
    for (int i = 1; i <= 5; i++) {
      call(wrongPassword());
    }
    clock.advance(Duration.ofSeconds(1));

    assertThat(call(wrongPassword()).getStatusCode()).isEqualTo(403);
    assertThat(call(event()).getHeaders()).containsEntry("Retry-After", "2");
    clock.advance(Duration.ofSeconds(2));
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
    for (int i = 1; i <= 4; i++) {
      assertThat(call(wrongPassword()).getStatusCode()).isEqualTo(403);
    }
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void login_lockedWhileThePasswordWasHashed_isNotToldWhetherItWasRight() {
    members.put(alice);
    MeanwhileHasher manyTries =
        new MeanwhileHasher(
            () -> {
              for (int i = 1; i <= 5; i++) {
                members.recordFailedLogin(alice, Members.lockNotice(alice));
              }
            });

    assertThat(call(manyTries, event()).getStatusCode()).isEqualTo(429);

    clock.advance(Duration.ofSeconds(1));
    MeanwhileHasher oneTry =
        new MeanwhileHasher(() -> members.recordFailedLogin(alice, Members.lockNotice(alice)));
    assertThat(call(oneTry, wrongPassword()).getStatusCode()).isEqualTo(429);
    assertThat(sessions.sessions()).isEmpty();
  }

  private static APIGatewayProxyRequestEvent login(String email, String password) {
    return event().withBody("{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
  }

  @Test
  void login_firstLockOfADay_isToldByMail() {
    MutableClock day = clock;
    day.advance(
        Duration.between(
            day.instant(), day.instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1))));
    members.put(alice);
    lockOut();
    assertThat(members.mails())
        .extracting(mail -> mail.kind() + " " + mail.to())
        .containsExactly("LOGIN_LOCKED Alice@example.com");

    // Not again on that day, though a login came in between.
    day.advance(Duration.ofSeconds(1));
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
    lockOut();
    day.advance(Duration.ofDays(1).minusSeconds(2));
    lockOut();
    assertThat(members.mails()).hasSize(1);

    day.advance(Duration.ofSeconds(1));
    assertThat(call(wrongPassword()).getStatusCode()).isEqualTo(403);
    assertThat(members.mails()).hasSize(2);
  }

  private void lockOut() {
    for (int i = 1; i <= 5; i++) {
      assertThat(call(wrongPassword()).getStatusCode()).isEqualTo(403);
    }
    assertThat(call(event()).getStatusCode()).isEqualTo(429);
  }

  @Test
  void login_tenThatFailInAMinute_andNoMoreOfThatClient() {
    limits = RateLimits.DEFAULT;
    members.put(alice);
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      assertThat(call(login(i + "@example.com", "wrong")).getStatusCode()).isEqualTo(404);
    }
    int runs = hasher.runs;

    APIGatewayProxyResponseEvent refused = call(event());

    assertThat(refused.getStatusCode()).isEqualTo(429);
    assertThat(refused.getHeaders()).containsEntry("Retry-After", "60");
    assertThat(refused.getBody()).contains("\"code\":\"TOO_MANY_REQUESTS\"");
    assertThat(hasher.runs).isEqualTo(runs);
    clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 30; i++) {
      assertThat(call(event()).getStatusCode()).isEqualTo(200);
    }
    assertThat(call(event()).getStatusCode()).isEqualTo(429);
  }

  @Test
  void login_storeFails_isNoLoginThatCounts() {
    limits = RateLimits.DEFAULT;
    members.put(alice);
    for (int i = 0; i < 31; i++) {
      members.faults().failAfter(0);
      assertThat(call(event()).getStatusCode()).isEqualTo(503);
    }
    members.faults().recover();

    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void login_nobodyCanCount_goesOn() {
    limits = RateLimits.DEFAULT;
    members.put(alice);
    limiter.faults().failAfter(0);

    assertThat(call(event()).getStatusCode()).isEqualTo(200);
    assertThat(log.getFirst()).contains("not-counted");
  }

  @Test
  void login_membersHidden_allThatFailsIsAlike() {
    hidesMembers = true;
    members.put(alice);
    members.put(Members.pending("pending@example.com", "p", clock.instant()));
    members.put(
        Members.with(
            Members.active("disabled@example.com", "d", clock.instant()), MemberStatus.DISABLED));
    List<APIGatewayProxyRequestEvent> failing =
        List.of(
            wrongPassword(),
            login("nobody@example.com", Members.PASSWORD),
            login("pending@example.com", Members.PASSWORD),
            login("pending@example.com", "wrong"),
            login("disabled@example.com", Members.PASSWORD),
            login("not an email", Members.PASSWORD));

    for (APIGatewayProxyRequestEvent event : failing) {
      int runs = hasher.runs;
      APIGatewayProxyResponseEvent response = call(event);
      assertThat(response.getStatusCode()).isEqualTo(403);
      assertThat(response.getBody())
          .isEqualTo("{\"error\":\"이메일 또는 비밀번호가 틀렸거나 활성화되지 않은 계정입니다\",\"code\":\"LOGIN_FAILED\"}");
      assertThat(hasher.runs).isEqualTo(runs + 1);
      assertThat(Cookies.of(response)).isEmpty();
    }
    assertThat(call(event()).getStatusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice@example.com",
        "nobody@example.com",
        "pending@example.com",
        "disabled@example.com"
      })
  void login_membersHidden_locksAreAlike(String email) {
    hidesMembers = true;
    members.put(alice);
    members.put(Members.pending("pending@example.com", "p", clock.instant()));
    members.put(
        Members.with(
            Members.active("disabled@example.com", "d", clock.instant()), MemberStatus.DISABLED));
    APIGatewayProxyRequestEvent wrong = login(email, "wrong");
    for (int i = 1; i <= 5; i++) {
      assertThat(call(wrong).getStatusCode()).isEqualTo(403);
    }
    for (int seconds = 1; seconds <= 4; seconds *= 2) {
      int runs = hasher.runs;
      APIGatewayProxyResponseEvent locked = call(wrong);
      assertThat(locked.getStatusCode()).isEqualTo(429);
      assertThat(locked.getBody()).contains("\"code\":\"LOGIN_LOCKED\"");
      assertThat(locked.getHeaders()).containsEntry("Retry-After", Integer.toString(seconds));
      assertThat(hasher.runs).isEqualTo(runs);
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(call(wrong).getStatusCode()).isEqualTo(429);
      clock.advance(Duration.ofMillis(1));
      assertThat(call(wrong).getStatusCode()).isEqualTo(403);
    }
    assertThat(members.mails()).hasSize(email.startsWith("alice") ? 1 : 0);
  }

  @Test
  void login_wrongPassword_is403WithoutCookies() {
    members.put(alice);

    APIGatewayProxyResponseEvent response =
        call(event().withBody("{\"email\":\"alice@example.com\",\"password\":\"wrong\"}"));

    assertThat(response.getStatusCode()).isEqualTo(403);
    assertThat(response.getBody())
        .isEqualTo("{\"error\":\"비밀번호가 틀렸습니다\",\"code\":\"WRONG_PASSWORD\"}");
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void login_hashOfAnotherCost_isRenewed() {
    members.put(alice);
    BcryptPasswordHasher costlier = new BcryptPasswordHasher(5, new SecureRandom());

    assertThat(call(costlier, event()).getStatusCode()).isEqualTo(200);

    PasswordHash renewed =
        members.findByEmail(new Email("alice@example.com")).orElseThrow().passwordHash();
    assertThat(renewed.value()).contains("r=5");
    assertThat(costlier.matches(Password.of(Members.PASSWORD), renewed)).isTrue();
    assertThat(call(costlier, event()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void login_hashOfAnotherSystem_isReplacedByOneOfThisOne() {
    PasswordHash django =
        new PasswordHash(
            "pbkdf2_sha256$260000$abcdefghijklmnopqrstuv$"
                + "sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4=");
    members.put(Members.withCredentials(alice, alice.email(), django));
    KnownSchemes schemes = new KnownSchemes(Members.HASHER);
    String body = "{\"email\":\"alice@example.com\",\"password\":\"S3cret-alice\"}";

    assertThat(call(schemes, event()).getStatusCode()).isEqualTo(403);
    assertThat(members.find(alice.id()).orElseThrow().passwordHash()).isEqualTo(django);
    assertThat(call(schemes, event().withBody(body)).getStatusCode()).isEqualTo(200);

    PasswordHash renewed = members.find(alice.id()).orElseThrow().passwordHash();
    assertThat(renewed.value()).startsWith("$bcrypt-sha256$v=2,t=2b,r=4$");
    assertThat(call(schemes, event().withBody(body)).getStatusCode()).isEqualTo(200);
    assertThat(members.find(alice.id()).orElseThrow().passwordHash()).isEqualTo(renewed);
  }

  @Test
  void login_memberWithoutAPassword_isRefusedWhateverThePassword() {
    PasswordHash none = PasswordHash.unusable(new SecureRandom());
    members.put(Members.withCredentials(alice, alice.email(), none));
    String body = "{\"email\":\"alice@example.com\",\"password\":\"" + none.value() + "\"}";

    APIGatewayProxyResponseEvent response =
        call(new KnownSchemes(Members.HASHER), event().withBody(body));

    assertThat(response.getStatusCode()).isEqualTo(403);
    assertThat(response.getBody()).contains("WRONG_PASSWORD");
    assertThat(sessions.sessions()).isEmpty();
  }

  /** Changes the member while the hash is computed. */
  private final class MeanwhileHasher implements PasswordHasher {
    private final Runnable meanwhile;
    private int runs;

    MeanwhileHasher(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public PasswordHash hash(Password password) {
      return hasher.hash(password);
    }

    @Override
    public boolean matches(Password password, PasswordHash hash) {
      if (runs++ == 0) {
        meanwhile.run();
      }
      return hasher.matches(password, hash);
    }

    @Override
    public boolean needsRehash(PasswordHash hash) {
      return hasher.needsRehash(hash);
    }

    @Override
    public void matchNothing(Password password) {
      hasher.matchNothing(password);
    }
  }

  @Test
  void login_passwordChangedMeanwhile_isRefusedWithoutASession() {
    members.put(alice);
    PasswordHash changed = Members.HASHER.hash(Password.of("another password"));

    APIGatewayProxyResponseEvent response =
        call(
            new MeanwhileHasher(
                () -> members.replacePasswordHash(alice.id(), alice.passwordHash(), changed)),
            event());

    assertThat(response.getStatusCode()).isEqualTo(403);
    assertThat(sessions.sessions()).isEmpty();
    assertThat(metrics.counted()).containsExactly("Logins WRONG_PASSWORD");
  }

  @Test
  void login_hashRenewedMeanwhile_succeeds() {
    members.put(alice);
    PasswordHash renewed = Members.HASHER.hash(Password.of(Members.PASSWORD));

    APIGatewayProxyResponseEvent response =
        call(
            new MeanwhileHasher(
                () -> members.replacePasswordHash(alice.id(), alice.passwordHash(), renewed)),
            event());

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(sessions.sessions()).hasSize(1);
  }

  @Test
  void login_disabledMeanwhile_isRefusedWithoutASession() {
    members.put(alice);

    APIGatewayProxyResponseEvent response =
        call(
            new MeanwhileHasher(() -> members.put(Members.with(alice, MemberStatus.DISABLED))),
            event());

    assertThat(response.getStatusCode()).isEqualTo(403);
    assertThat(response.getBody()).contains("MEMBER_NOT_ACTIVE");
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void login_sessionCannotBeStored_is503WithoutCookies() {
    members.put(alice);
    sessions.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();
  }

  @Test
  void login_noSigningKeys_is503AndNoSession() {
    members.put(alice);
    keys.faults().failAfter(0);

    APIGatewayProxyResponseEvent response = call(event());

    assertThat(response.getStatusCode()).isEqualTo(503);
    assertThat(Cookies.of(response)).isEmpty();
    assertThat(sessions.sessions()).isEmpty();
    assertThat(metrics.counted()).isEmpty();
  }

  @Test
  void login_isCountedByItsOutcome() {
    call(event());
    members.put(Members.with(alice, MemberStatus.PENDING));
    call(event());
    members.put(alice);
    call(event().withBody("{\"email\":\"alice@example.com\",\"password\":\"wrong\"}"));
    sessions.faults().failAfter(0);
    call(event());
    sessions.faults().recover();
    call(event());

    assertThat(metrics.counted())
        .containsExactly(
            "Logins MEMBER_NOT_FOUND",
            "Logins MEMBER_NOT_ACTIVE",
            "Logins WRONG_PASSWORD",
            "Logins SUCCESS");
  }

  private LoginHandler handler(SecureRandom random) {
    return new LoginHandler(
        new Login(
            RateLimit.ofLogins(limiter, limits, new RequestLog(log::add)),
            hidesMembers,
            members,
            hasher,
            sessions,
            new TokenIssuer(keys.cache(clock), TokenLifetimes.DEFAULT),
            TokenLifetimes.DEFAULT,
            clock,
            random,
            metrics),
        new TokenCookies(TokenLifetimes.DEFAULT, true),
        new CrossSite(Set.of()),
        new RequestLog(log::add));
  }

  @Test
  void prime_isALoginOfNobodyWithTheHash() {
    handler(new SecureRandom()).prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":404,\"code\":\"MEMBER_NOT_FOUND\"");
    assertThat(hasher.runs).isEqualTo(2);
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void twoCopiesOfOneSnapshot_work_andMakeDifferentSessions() {
    members.put(alice);
    for (int copy = 0; copy < 2; copy++) {
      SecureRandom random = Copies.random();
      LoginHandler handler = handler(random);
      WeakContext context = new WeakContext();
      SnapStart snapStart =
          new SnapStart(
              random,
              (step, cause) -> {
                throw new AssertionError(step, cause);
              });
      snapStart.prime("login", () -> handler.prime(new Nobody(clock, random)));
      context.register(snapStart);
      context.checkpoint();
      assertThat(log).hasSize(copy);
      context.restore();

      assertThat(handler.handleRequest(event(), new TestContext()).getStatusCode()).isEqualTo(200);
    }

    // One that has the id of another would have taken its place.
    assertThat(sessions.sessions()).hasSize(2);
  }

  @Test
  void prime_tableDown_isTold() {
    members.faults().failAfter(0);
    sessions.faults().failAfter(0);

    LoginHandler handler = handler(new SecureRandom());
    assertThatThrownBy(
            () -> Priming.run(() -> handler.prime(new Nobody(clock, new SecureRandom()))))
        .isInstanceOf(StoreUnavailableException.class);
  }

  private static final class CountingHasher implements PasswordHasher {
    private int runs;

    @Override
    public PasswordHash hash(Password password) {
      return Members.HASHER.hash(password);
    }

    @Override
    public boolean matches(Password password, PasswordHash hash) {
      runs++;
      return Members.HASHER.matches(password, hash);
    }

    @Override
    public boolean needsRehash(PasswordHash hash) {
      return Members.HASHER.needsRehash(hash);
    }

    @Override
    public void matchNothing(Password password) {
      runs++;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no-email, 400, REQUIRED_FIELD",
    "not-utf8, 400, MALFORMED_REQUEST",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response = call(Events.request("login-" + event));

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(sessions.sessions()).isEmpty();
  }
}
