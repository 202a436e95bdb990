package accounts.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.code.Codes;
import accounts.code.InMemoryCodeStore;
import accounts.http.CrossSite;
import accounts.http.RateLimit;
import accounts.http.RequestLog;
import accounts.json.Json;
import accounts.language.Language;
import accounts.limit.InMemoryRateLimiter;
import accounts.limit.RateLimits;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.metrics.RecordingMetrics;
import accounts.password.BcryptPasswordHasher;
import accounts.password.Password;
import accounts.session.Nobody;
import accounts.snapstart.SnapStart;
import accounts.store.StoreUnavailableException;
import accounts.testing.Copies;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.testing.WeakContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignupHandlerTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemoryCodeStore codes = new InMemoryCodeStore(clock);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);
  private final List<String> log = new ArrayList<>();
  private final SignupHandler handler =
      handler(members, RateLimits.NONE, false, new SecureRandom());

  private SignupHandler handler(
      InMemoryMemberStore store, RateLimits limits, boolean hidesMembers, SecureRandom random) {
    return new SignupHandler(
        new Signup(
            RateLimit.ofSignUps(limiter, limits),
            RateLimit.ofMails(limiter, limits),
            hidesMembers,
            store,
            new Codes(codes, random),
            new BcryptPasswordHasher(4, random),
            Duration.ofHours(24),
            clock,
            random,
            metrics),
        new CrossSite(Set.of()),
        new RequestLog(log::add));
  }

  private APIGatewayProxyResponseEvent call(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext());
  }

  private APIGatewayProxyResponseEvent callWithBody(String body) {
    return call(Events.request("signup").withBody(body));
  }

  private static ObjectNode body(APIGatewayProxyResponseEvent response) {
    return Json.readObject(response.getBody()).orElseThrow();
  }

  @Test
  void signup_sampleEvent_storesAPendingMemberAndAMail() {
    APIGatewayProxyResponseEvent response = call(Events.request("signup"));

    assertThat(response.getStatusCode()).isEqualTo(201);
    assertThat(response.getBody()).isEqualTo("{\"message\":\"Please verify your email address\"}");
    Member member = members.findByEmail(new Email("alice@example.com")).orElseThrow();
    assertThat(member.status()).isEqualTo(MemberStatus.PENDING);
    assertThat(member.expiresAt()).contains(clock.instant().plus(Duration.ofHours(24)));
    assertThat(Members.HASHER.matches(Password.of(Members.PASSWORD), member.passwordHash()))
        .isTrue();
    assertThat(metrics.counted()).containsExactly("SignUps");
    OutboxMail mail = members.mails().getFirst();
    assertThat(mail.to()).isEqualTo("alice@example.com");
    assertThat(mail.language()).isEqualTo(Language.ENGLISH);
    assertThat(mail.parameters().get("code")).matches("[A-Z0-9]{6}");
    assertThat(String.join("\n", log))
        .doesNotContain("alice")
        .doesNotContain(Members.PASSWORD)
        .doesNotContain(String.valueOf(mail.parameters().get("code")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Password123 | en | This password is one of the most used ones, which are guessed first."
            + " Please choose another",
        "Password123 | ko | 너무 많이 쓰여 쉽게 추측되는 비밀번호입니다. 다른 비밀번호를 사용해 주세요",
        "Alice.Liddell@Example.com | en | The password must not be your email address or your"
            + " nickname",
        "alice.liddell | ko | 이메일 주소나 닉네임은 비밀번호로 사용할 수 없습니다",
        "CheshireCat | en | The password must not be your email address or your nickname",
        "short | en | The password must have 8 to 256 characters",
      })
  void signup_passwordThatIsGuessedFirst_saysWhy(String password, String language, String why) {
    APIGatewayProxyResponseEvent response =
        call(
            Events.withHeader(
                Events.request("signup")
                    .withBody(
                        Json.write(
                            Map.of(
                                "email", "alice.liddell@example.com",
                                "password", password,
                                "nickname", "cheshirecat"))),
                "Accept-Language",
                language));

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(body(response).path("error").asText()).isEqualTo(why);
    assertThat(body(response).path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(body(response).path("field").asText()).isEqualTo("password");
    assertThat(members.mails()).isEmpty();
  }

  @Test
  void signup_inKorean_theMailIsKoreanToo() {
    APIGatewayProxyResponseEvent response =
        call(Events.withHeader(Events.request("signup"), "Accept-Language", "ko-KR"));

    assertThat(body(response).path("message").asText()).isEqualTo("이메일 주소를 인증해 주세요");
    assertThat(members.mails().getFirst().language()).isEqualTo(Language.KOREAN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | Email field is required
          {"email":"","password":"","nickname":""}               | Email field is required
          {"email":"  ","password":"12345678","nickname":"n"}    | Email field is required
          {"email":"bad","nickname":"n"}                         | Password field is required
          {"email":"a@b.c","password":null,"nickname":""}        | Password field is required
          {"email":"bad","password":"short"}                     | Nickname field is required
          {"email":"a@b.c","password":"12345678","nickname":" "} | Nickname field is required
          """)
  void signup_fieldMissing_isToldInTheContractsOrder(String body, String error) {
    APIGatewayProxyResponseEvent response = callWithBody(body);

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(body(response).path("error").asText()).isEqualTo(error);
    assertThat(body(response).path("code").asText()).isEqualTo("REQUIRED_FIELD");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"email":"bad","password":"short","nickname":"n"}       | email
          {"email":"a@b.c","password":"1234567","nickname":"n"}   | password
          {"email":"a@b.c","password":12345678,"nickname":"n"}    | password
          {"email":"a@b.c","password":"long enough","nickname":"1234567890123456789012345678901"} | nickname
          """)
  void signup_fieldInvalid_isNamed(String body, String field) {
    APIGatewayProxyResponseEvent response = callWithBody(body);

    assertThat(response.getStatusCode()).isEqualTo(400);
    assertThat(body(response).path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(body(response).path("field").asText()).isEqualTo(field);
    assertThat(members.mails()).isEmpty();
  }

  @Test
  void signup_emailOrNicknameTaken_is409() {
    call(Events.request("signup"));

    APIGatewayProxyResponseEvent both = call(Events.request("signup"));
    assertThat(both.getStatusCode()).isEqualTo(409);
    assertThat(both.getBody())
        .isEqualTo("{\"error\":\"Email is already registered\",\"code\":\"EMAIL_TAKEN\"}");

    APIGatewayProxyResponseEvent nickname =
        callWithBody("{\"email\":\"b@b.c\",\"password\":\"long enough\",\"nickname\":\"ALICE\"}");
    assertThat(nickname.getStatusCode()).isEqualTo(409);
    assertThat(nickname.getBody())
        .isEqualTo("{\"error\":\"Nickname is already taken\",\"code\":\"NICKNAME_TAKEN\"}");
    assertThat(members.mails()).hasSize(1);
  }

  @Test
  void signup_redisDown_is503AndNothingIsStored() {
    codes.faults().failAfter(0);

    assertThat(call(Events.request("signup")).getStatusCode()).isEqualTo(503);

    assertThat(members.findByEmail(new Email("alice@example.com"))).isEmpty();
    codes.faults().recover();
    assertThat(call(Events.request("signup")).getStatusCode()).isEqualTo(201);
  }

  @Test
  void signup_tableDown_is503AndTheNextCallSucceeds() {
    members.faults().failAfter(0);
    assertThat(call(Events.request("signup")).getStatusCode()).isEqualTo(503);

    members.faults().recover();
    assertThat(call(Events.request("signup")).getStatusCode()).isEqualTo(201);
    assertThat(members.mails()).hasSize(1);
  }

  @Test
  void signup_refused_isNotCounted() {
    call(Events.request("signup"));
    call(Events.request("signup"));
    callWithBody("{}");

    assertThat(metrics.counted()).containsExactly("SignUps");
  }

  @Test
  void prime_isASignupThatIsNeverStored() {
    handler.prime(new Nobody(clock, new SecureRandom()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("\"status\":400,\"code\":\"INVALID_FIELD\"");
    assertThat(members.mails()).isEmpty();
  }

  @Test
  void prime_reachesBothStores() {
    codes.faults().failAfter(0);
    assertThatThrownBy(() -> handler.prime(new Nobody(clock, new SecureRandom())))
        .isInstanceOf(StoreUnavailableException.class);
    codes.faults().recover();
    members.faults().failAfter(0);
    assertThatThrownBy(() -> handler.prime(new Nobody(clock, new SecureRandom())))
        .isInstanceOf(StoreUnavailableException.class);
  }

  private static APIGatewayProxyRequestEvent signUp(String email, String nickname) {
    return Events.request("signup")
        .withBody(
            "{\"email\":\"%s\",\"password\":\"%s\",\"nickname\":\"%s\"}"
                .formatted(email, Members.PASSWORD, nickname));
  }

  private static int status(SignupHandler handler, APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, new TestContext()).getStatusCode();
  }

  @Test
  void signup_twentyOfOneClientInAMinute_andNoMore() {
    SignupHandler limited = handler(members, RateLimits.DEFAULT, false, new SecureRandom());
    for (int i = 0; i < 20; i++) {
      assertThat(status(limited, signUp(i + "@example.com", "n" + i))).isEqualTo(201);
    }

    APIGatewayProxyResponseEvent refused =
        limited.handleRequest(signUp("20@example.com", "n20"), new TestContext());

    assertThat(refused.getStatusCode()).isEqualTo(429);
    assertThat(refused.getBody())
        .isEqualTo(
            "{\"error\":\"Too many requests. Please try again later\","
                + "\"code\":\"TOO_MANY_REQUESTS\",\"retryAfterSeconds\":60}");
    assertThat(refused.getHeaders()).containsEntry("Retry-After", "60");
    assertThat(members.mails()).hasSize(20);
    APIGatewayProxyRequestEvent elsewhere = signUp("20@example.com", "n20");
    elsewhere.getRequestContext().getIdentity().setSourceIp("2001:db8::1");
    assertThat(status(limited, Events.withHeader(elsewhere, "X-Forwarded-For", "192.0.2.1")))
        .isEqualTo(201);
    clock.advance(Duration.ofMinutes(1));
    assertThat(status(limited, signUp("21@example.com", "n21"))).isEqualTo(201);
  }

  @Test
  void signup_againAsSoonAsThePendingMemberIsGone_isNoMoreMailThanThereMayBe() {
    SignupHandler limited = handler(members, RateLimits.DEFAULT, false, new SecureRandom());
    assertThat(status(limited, signUp("alice@example.com", "alice"))).isEqualTo(201);
    // That the email is taken is told first.
    assertThat(status(limited, signUp("Alice@example.com", "alice2"))).isEqualTo(409);
    members.remove(members.findByEmail(new Email("alice@example.com")).orElseThrow().id());

    assertThat(status(limited, signUp("Alice@example.com", "alice2"))).isEqualTo(429);
    clock.advance(Duration.ofMinutes(1));
    assertThat(status(limited, signUp("Alice@example.com", "alice2"))).isEqualTo(201);
  }

  @Test
  void signup_withoutAMail_isNoMailThatCounts() {
    SignupHandler limited = handler(members, RateLimits.DEFAULT, false, new SecureRandom());
    members.put(Members.active("bob@example.com", "bob", clock.instant()));
    assertThat(status(limited, signUp("alice@example.com", "bob"))).isEqualTo(409);
    codes.faults().failAfter(0);
    assertThat(status(limited, signUp("alice@example.com", "alice"))).isEqualTo(503);
    codes.faults().recover();

    assertThat(status(limited, signUp("alice@example.com", "alice"))).isEqualTo(201);
  }

  @Test
  void signup_nobodyCanCount_is503AndNobodyIsStored() {
    SignupHandler limited = handler(members, RateLimits.DEFAULT, false, new SecureRandom());
    limiter.faults().failAfter(0);

    assertThat(status(limited, signUp("alice@example.com", "alice"))).isEqualTo(503);
    assertThat(members.mails()).isEmpty();
  }

  @Test
  void signup_membersHidden_withAnEmailThatIsTaken_isAnsweredAsIfAndTheHolderIsTold() {
    SignupHandler hiding = handler(members, RateLimits.NONE, true, new SecureRandom());
    Member bob = Members.active("Bob@example.com", "bob", clock.instant());
    members.put(bob);

    APIGatewayProxyResponseEvent free =
        hiding.handleRequest(signUp("alice@example.com", "alice"), new TestContext());
    APIGatewayProxyResponseEvent taken =
        hiding.handleRequest(signUp("bob@EXAMPLE.com", "bobby"), new TestContext());

    assertThat(taken.getStatusCode()).isEqualTo(201).isEqualTo(free.getStatusCode());
    assertThat(taken.getBody()).isEqualTo(free.getBody());
    assertThat(taken.getHeaders()).isEqualTo(free.getHeaders());
    assertThat(members.mails())
        .extracting(mail -> mail.kind() + " " + mail.to())
        .containsExactly("VERIFY_EMAIL alice@example.com", "SIGN_UP_AGAIN bob@EXAMPLE.com");
    assertThat(members.find(bob.id())).contains(bob);
    assertThat(metrics.counted()).containsExactly("SignUps");
  }

  @Test
  void signup_membersHidden_aLockOfTheEmailIsKept() {
    SignupHandler hiding = handler(members, RateLimits.NONE, true, new SecureRandom());
    Email email = new Email("alice@example.com");
    for (int i = 1; i <= 5; i++) {
      members.recordFailedLogin(
          members.findStranger(email),
          Members.lockNotice(Members.active("a@example.com", "a", clock.instant())));
    }

    assertThat(status(hiding, signUp("alice@example.com", "alice"))).isEqualTo(201);

    assertThat(members.findByEmail(email).orElseThrow().lock())
        .isEqualTo(members.findStranger(email).lock())
        .isPresent();
  }

  @Test
  void signup_membersHidden_nicknamesDoNotTellEither() {
    SignupHandler hiding = handler(members, RateLimits.NONE, true, new SecureRandom());
    members.put(Members.active("bob@example.com", "bob", clock.instant()));
    // Of somebody new, and of somebody who is there: the nickname is taken by both.
    assertThat(status(hiding, signUp("alice@example.com", "first"))).isEqualTo(201);
    assertThat(status(hiding, signUp("bob@example.com", "second"))).isEqualTo(201);
    assertThat(status(hiding, signUp("eve@example.com", "FIRST"))).isEqualTo(409);
    assertThat(status(hiding, signUp("eve@example.com", "SECOND"))).isEqualTo(409);
    // That a nickname is taken is told of both.
    assertThat(status(hiding, signUp("alice@example.com", "bob"))).isEqualTo(409);
    assertThat(status(hiding, signUp("bob@example.com", "bob"))).isEqualTo(409);

    clock.advance(Duration.ofHours(24));
    assertThat(status(hiding, signUp("eve@example.com", "second"))).isEqualTo(201);
  }

  @Test
  void twoCopiesOfOneSnapshot_work_andMakeDifferentMembersSaltsAndCodes() {
    List<OutboxMail> mails = new ArrayList<>();
    List<Member> made = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) {
      SecureRandom random = Copies.random();
      InMemoryMemberStore store = new InMemoryMemberStore(clock);
      SignupHandler signup = handler(store, RateLimits.NONE, false, random);
      WeakContext context = new WeakContext();
      SnapStart snapStart =
          new SnapStart(
              random,
              (step, cause) -> {
                throw new AssertionError(step, cause);
              });
      snapStart.prime("sign-up", () -> signup.prime(new Nobody(clock, random)));
      context.register(snapStart);
      context.checkpoint();
      context.restore();

      assertThat(signup.handleRequest(Events.request("signup"), new TestContext()).getStatusCode())
          .isEqualTo(201);
      mails.addAll(store.mails());
      made.add(store.findByEmail(new Email("alice@example.com")).orElseThrow());
    }

    assertThat(made.get(0).id()).isNotEqualTo(made.get(1).id());
    assertThat(made.get(0).passwordHash()).isNotEqualTo(made.get(1).passwordHash());
    assertThat(mails).hasSize(2);
    assertThat(mails.get(0).parameters()).isNotEqualTo(mails.get(1).parameters());
  }

  @ParameterizedTest
  @CsvSource({
    "malformed, 400, MALFORMED_REQUEST",
    "no-nickname, 400, REQUIRED_FIELD",
    "short-password, 400, INVALID_FIELD",
    "common-password, 400, INVALID_FIELD",
    "too-large, 413, REQUEST_TOO_LARGE",
    "cross-site, 403, CROSS_SITE_REQUEST",
    "get, 405, METHOD_NOT_ALLOWED"
  })
  void badSampleEvents_areRefused(String event, int status, String code) {
    APIGatewayProxyResponseEvent response =
        handler.handleRequest(Events.request("signup-" + event), new TestContext());

    assertThat(response.getStatusCode()).isEqualTo(status);
    assertThat(response.getBody()).contains("\"code\":\"" + code + "\"");
    assertThat(members.mails()).isEmpty();
  }
}
