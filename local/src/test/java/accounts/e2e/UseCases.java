package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The calls of the API, each with all that it needs to succeed and with what has come of it. */
final class UseCases {
  private static final String NEW = "an even better horse";

  /** Runs when a call has succeeded, or has been made though nobody was told. */
  interface Check {
    void run();
  }

  /**
   * A call that is ready to be made.
   *
   * @param member whom it is about; nothing if there is none yet
   * @param afterwards codes that tell, when it is repeated, that it was made before
   * @param mailTo who gets a mail for a success
   */
  record Attempt(
      Optional<Member> member,
      Supplier<Answer> call,
      Set<String> afterwards,
      Optional<String> mailTo,
      Check check) {}

  /** A call of the API and the function that answers it. */
  record UseCase(String name, String function, Supplier<Attempt> prepare) {}

  private final Hand hand;
  private final Client client;
  private final String prefix;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param prefix of all names
   */
  UseCases(LocalStack stack, Hand hand, String prefix) {
    this(new Client(stack), hand, prefix);
  }

  /**
   * @param client makes the calls
   */
  UseCases(Client client, Hand hand, String prefix) {
    this.hand = hand;
    this.client = client;
    this.prefix = prefix;
  }

  String name() {
    return prefix + "-" + count.incrementAndGet();
  }

  private static Attempt attempt(Member member, Supplier<Answer> call, Check check) {
    return new Attempt(Optional.of(member), call, Set.of(), Optional.empty(), check);
  }

  private static Attempt attempt(
      Member member, Supplier<Answer> call, String afterwards, String mailTo, Check check) {
    return new Attempt(
        Optional.of(member),
        call,
        afterwards.isEmpty() ? Set.of() : Set.of(afterwards),
        Optional.of(mailTo),
        check);
  }

  private Answer login(Member member, String password) {
    Answer answer = patiently(() -> client.login(member.email().address(), password));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer;
  }

  /** Again if the machine is so busy that a store is too slow by itself. */
  static Answer patiently(Supplier<Answer> call) {
    Answer answer = call.get();
    for (int i = 0; i < 3 && answer.status() == 503; i++) {
      answer = call.get();
    }
    return answer;
  }

  private static String access(Answer login) {
    return login.cookie("access_token");
  }

  private static void assertRefused(Supplier<Answer> call, String code) {
    Answer answer = patiently(call);
    assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
    assertThat(answer.code()).isEqualTo(code);
  }

  List<UseCase> all() {
    List<UseCase> all = new ArrayList<>();
    all.add(new UseCase("signup", "SignupFunction", this::signup));
    all.add(new UseCase("resend/code", "ResendCodeFunction", this::resend));
    all.add(new UseCase("verify/email", "VerifyEmailFunction", this::verify));
    all.add(new UseCase("login", "LoginFunction", this::login));
    all.add(new UseCase("token/refresh", "TokenRefreshFunction", this::refresh));
    all.add(new UseCase("logout", "LogoutFunction", this::logout));
    all.add(new UseCase("password/reset", "ResetPasswordFunction", this::reset));
    all.add(
        new UseCase("password/reset/confirm", "ConfirmPasswordResetFunction", this::confirmReset));
    all.add(new UseCase("email/change/undo", "UndoEmailChangeFunction", this::undo));
    all.add(new UseCase("email/change/confirm", "ConfirmEmailChangeFunction", this::confirmEmail));
    all.add(new UseCase("password/change", "ChangePasswordFunction", this::changePassword));
    all.add(new UseCase("DELETE me", "DeleteMeFunction", this::delete));
    // What follows leaves the member as it was: one is enough for each.
    all.add(new UseCase("email/change", "ChangeEmailFunction", changeEmail()));
    all.add(new UseCase("logout/all", "LogoutAllFunction", logoutAll()));
    all.add(new UseCase("DELETE sessions/{id}", "EndSessionFunction", endSession()));
    all.add(new UseCase("PATCH me", "UpdateMeFunction", update()));
    all.add(new UseCase("GET me", "MeFunction", read("/me")));
    all.add(new UseCase("GET sessions", "SessionsFunction", read("/sessions")));
    all.add(new UseCase("GET me/export", "ExportMeFunction", read("/me/export")));
    all.add(new UseCase("GET jwks.json", "JwksFunction", this::jwks));
    return all;
  }

  /** A member who is logged in. */
  private record LoggedIn(Member member, String access) {}

  /** One, made up when first asked for. */
  private Supplier<LoggedIn> loggedIn() {
    Map<UseCases, LoggedIn> one = new ConcurrentHashMap<>();
    return () -> one.computeIfAbsent(this, UseCases::logIn);
  }

  private LoggedIn logIn() {
    Member member = hand.active(name());
    return new LoggedIn(member, access(login(member, PASSWORD)));
  }

  private Attempt jwks() {
    return new Attempt(
        Optional.empty(), () -> client.jwks(Map.of()), Set.of(), Optional.empty(), () -> {});
  }

  private Attempt signup() {
    String name = name();
    String email = Hand.address(name);
    return new Attempt(
        Optional.empty(),
        () -> client.signup(email, name),
        Set.of("EMAIL_TAKEN"),
        Optional.of(email),
        () -> {
          assertThat(hand.byEmail(email).map(Member::status)).contains(MemberStatus.PENDING);
          assertThat(hand.isNicknameTaken(name)).isTrue();
        });
  }

  private Attempt resend() {
    Member member = hand.pending(name());
    String email = member.email().address();
    return attempt(member, () -> client.resend(email, PASSWORD), "", email, () -> {});
  }

  private Attempt verify() {
    Member member = hand.pending(name());
    String email = member.email().address();
    String code = hand.verificationCode(member);
    return attempt(
        member,
        () -> client.verify(email, code),
        () -> {
          assertThat(hand.current(member.id()).status()).isEqualTo(MemberStatus.ACTIVE);
          assertRefused(() -> client.verify(email, code), "CODE_INVALID");
        });
  }

  private Attempt login() {
    Member member = hand.active(name());
    return attempt(
        member,
        () -> client.login(member.email().address(), PASSWORD),
        () -> assertThat(hand.sessionsOf(member)).isNotEmpty());
  }

  private Attempt refresh() {
    Member member = hand.active(name());
    String token = login(member, PASSWORD).cookie("refresh_token");
    return attempt(
        member,
        () -> client.refresh(token),
        () -> {
          Answer successor = patiently(() -> client.refresh(token));
          assertThat(successor.status()).as("within ten seconds: " + successor).isEqualTo(200);
          String next = successor.cookie("refresh_token");
          assertThat(patiently(() -> client.refresh(next)).status()).isEqualTo(200);
          assertThat(hand.sessionsOf(member)).hasSize(1);
        });
  }

  private Attempt logout() {
    Member member = hand.active(name());
    Answer login = login(member, PASSWORD);
    String token = login.cookie("refresh_token");
    return attempt(
        member,
        () -> client.logout(access(login), token),
        () -> assertRefused(() -> client.refresh(token), "REFRESH_TOKEN_INVALID"));
  }

  private Attempt reset() {
    Member member = hand.active(name());
    String email = member.email().address();
    return attempt(member, () -> client.resetPassword(email), "", email, () -> {});
  }

  private Attempt confirmReset() {
    Member member = hand.active(name());
    hand.session(member);
    String token = hand.reset(member);
    String email = member.email().address();
    return attempt(
        member,
        () -> client.confirmPasswordReset(token, NEW),
        "TOKEN_INVALID",
        email,
        () -> {
          assertThat(hand.sessionsOf(member)).isEmpty();
          assertRefused(() -> client.confirmPasswordReset(token, PASSWORD), "TOKEN_INVALID");
          login(member, NEW);
        });
  }

  private Attempt undo() {
    Member member = hand.active(name());
    String old = member.email().address();
    String token = hand.changedEmail(member, "new-" + old);
    return attempt(
        member,
        () -> client.undoEmailChange(token, NEW),
        "TOKEN_INVALID",
        old,
        () -> {
          assertThat(hand.byEmail(old).map(Member::id)).contains(member.id());
          assertThat(hand.byEmail("new-" + old)).isEmpty();
          assertRefused(() -> client.undoEmailChange(token, PASSWORD), "TOKEN_INVALID");
        });
  }

  private Attempt confirmEmail() {
    Member member = hand.active(name());
    String old = member.email().address();
    String access = access(login(member, PASSWORD));
    String code = hand.emailChange(hand.current(member.id()), "new-" + old);
    return attempt(
        member,
        () -> client.confirmEmailChange(access, code),
        "CODE_INVALID",
        old,
        () -> {
          assertThat(hand.byEmail("new-" + old).map(Member::id)).contains(member.id());
          assertThat(hand.members.isFree(new Email(old), member.id())).isTrue();
          assertThat(hand.accounts.formerEmails(member.id())).hasSize(1);
          assertRefused(() -> client.confirmEmailChange(access, code), "CODE_INVALID");
        });
  }

  private Attempt changePassword() {
    Member member = hand.active(name());
    hand.session(member);
    String access = access(login(member, PASSWORD));
    return attempt(
        member,
        () -> client.changePassword(access, PASSWORD, NEW),
        "WRONG_PASSWORD",
        member.email().address(),
        () -> {
          assertThat(hand.sessionsOf(member)).hasSize(1);
          login(member, NEW);
        });
  }

  private Attempt delete() {
    Member member = hand.active(name());
    String email = member.email().address();
    String access = access(login(member, PASSWORD));
    return attempt(
        member,
        () -> client.deleteMe(access, PASSWORD),
        "ACCESS_TOKEN_INVALID",
        email,
        () -> {
          assertThat(hand.byEmail(email)).isEmpty();
          assertThat(hand.isNicknameTaken(member.nickname().text())).isFalse();
          assertThat(hand.sessionsOf(member)).isEmpty();
        });
  }

  private Supplier<Attempt> changeEmail() {
    Supplier<LoggedIn> one = loggedIn();
    return () -> {
      Member member = one.get().member();
      String access = one.get().access();
      String wanted = Hand.address(name());
      return attempt(
          member,
          () -> client.changeEmail(access, wanted, PASSWORD),
          "",
          wanted,
          () ->
              assertThat(hand.accounts.findEmailChange(member.id()).map(c -> c.email()))
                  .contains(new Email(wanted)));
    };
  }

  private Supplier<Attempt> logoutAll() {
    Supplier<LoggedIn> one = loggedIn();
    return () -> {
      Member member = one.get().member();
      String access = one.get().access();
      hand.session(member);
      return attempt(
          member,
          () -> client.logoutAll(access),
          () -> assertThat(hand.sessionsOf(member)).isEmpty());
    };
  }

  private Supplier<Attempt> endSession() {
    Supplier<LoggedIn> one = loggedIn();
    return () -> {
      Member member = one.get().member();
      String access = one.get().access();
      String session = hand.session(member);
      return new Attempt(
          Optional.of(member),
          () -> client.endSession(session, access),
          Set.of("SESSION_NOT_FOUND"),
          Optional.empty(),
          () -> assertThat(hand.sessionsOf(member)).noneMatch(s -> s.id().value().equals(session)));
    };
  }

  private Supplier<Attempt> update() {
    Supplier<LoggedIn> one = loggedIn();
    return () -> {
      Member member = one.get().member();
      String access = one.get().access();
      String before = hand.current(member.id()).nickname().text();
      String wanted = name();
      return attempt(
          member,
          () -> client.updateMe(access, Map.of("nickname", wanted)),
          () -> {
            assertThat(hand.current(member.id()).nickname().text()).isEqualTo(wanted);
            assertThat(hand.isNicknameTaken(before)).isFalse();
          });
    };
  }

  private Supplier<Attempt> read(String path) {
    Supplier<LoggedIn> one = loggedIn();
    return () ->
        attempt(
            one.get().member(),
            () -> client.get(path, Map.of("Cookie", "access_token=" + one.get().access())),
            () -> {});
  }
}
