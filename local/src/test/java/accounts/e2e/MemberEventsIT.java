package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.event.EventTexts;
import accounts.local.LocalStack;
import accounts.local.events.BusEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the API's calls tell the bus, and the lock that wrong passwords lead to. */
@ExtendWith(StackExtension.class)
class MemberEventsIT {
  private final LocalStack stack;
  private final Client client;

  MemberEventsIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  private static String access(Answer login) {
    return login.cookie("access_token");
  }

  private static String refresh(Answer login) {
    return login.cookie("refresh_token");
  }

  private String session(Answer login) {
    for (JsonNode session : client.sessions(access(login)).json().path("sessions")) {
      if (session.path("current").asBoolean()) {
        return session.path("id").asText();
      }
    }
    throw new AssertionError("No current session");
  }

  /** The details of a member's events, as soon as there are so many different ones. */
  private List<JsonNode> events(String memberId, int count) {
    return Eventually.get(
        () ->
            stack.eventBuses().events().stream()
                .map(BusEvent::detail)
                .filter(event -> event.path("memberId").asText().equals(memberId))
                .distinct()
                .toList(),
        events -> events.size() >= count,
        count + " events of " + memberId);
  }

  private static List<String> texts(List<JsonNode> events) {
    return events.stream().map(event -> EventTexts.ofJson(event.toString())).toList();
  }

  @Test
  void aMembersLife_isToldActByAct() {
    String email = unique("life") + "@example.com";
    String nickname = unique("life");
    assertThat(client.signup(email, nickname).status()).isEqualTo(201);
    client.verify(email, client.code(email, 1));
    client.login(email, "wrong password");
    Answer first = client.login(email, PASSWORD);
    String id = client.me(access(first)).json().path("id").asText();
    Answer second = client.login(email, PASSWORD);
    Answer third = client.login(email, PASSWORD);
    String firstId = session(first);
    String secondId = session(second);
    String thirdId = session(third);
    client.logout(access(second), refresh(second));
    client.endSession(thirdId, access(first));
    Answer fourth = client.login(email, PASSWORD);
    String fourthId = session(fourth);
    Answer rotated = client.refresh(refresh(fourth));
    client.refresh(refresh(rotated));
    assertThat(client.refresh(refresh(fourth)).status()).isEqualTo(401);
    client.updateMe(access(first), Map.of("nickname", nickname + "2"));
    String fifth = session(client.login(email, PASSWORD));
    client.changePassword(access(first), PASSWORD, "an even better horse");
    client.logoutAll(access(first));
    client.resetPassword(email);
    // The first mail had the code, the second tells of the new password.
    client.confirmPasswordReset(client.token(email, 3), PASSWORD);
    Answer sixth = client.login(email, PASSWORD);
    String sixthId = session(sixth);
    String newEmail = "new-" + email;
    client.changeEmail(access(sixth), newEmail, PASSWORD);
    client.confirmEmailChange(access(sixth), client.code(newEmail, 1));
    client.undoEmailChange(client.token(email, 5));
    Answer last = client.login(email, PASSWORD);
    String lastId = session(last);
    assertThat(client.deleteMe(access(last), PASSWORD).status()).isEqualTo(200);

    List<JsonNode> events = events(id, 24);

    String login = " member.login member {sessionId=%s, address=127.0.0.0/24, userAgent=%s}";
    String agent = events.get(3).path("data").path("userAgent").asText();
    String ended = " member.sessions-ended ";
    assertThat(texts(events))
        .containsExactly(
            "1 member.signed-up member {email=%s, nickname=%s, language=en}"
                .formatted(email, nickname),
            "2 member.verified member {}",
            "3 member.login-failed unknown {failures=1}",
            4 + login.formatted(firstId, agent),
            5 + login.formatted(secondId, agent),
            6 + login.formatted(thirdId, agent),
            7 + ended + "member {reason=LOGOUT, which=ONE, sessionId=" + secondId + "}",
            8 + ended + "member {reason=ENDED_BY_MEMBER, which=ONE, sessionId=" + thirdId + "}",
            9 + login.formatted(fourthId, agent),
            "10 member.token-reuse-detected unknown {sessionId=" + fourthId + "}",
            11 + ended + "unknown {reason=TOKEN_REUSED, which=ONE, sessionId=" + fourthId + "}",
            "12 member.profile-updated member {nickname=" + nickname + "2, language=en}",
            13 + login.formatted(fifth, agent),
            "14 member.password-changed member {by=CHANGE}",
            15
                + ended
                + "member {reason=PASSWORD_CHANGED, which=OTHERS, sessionId="
                + firstId
                + "}",
            16 + ended + "member {reason=LOGOUT_ALL, which=ALL}",
            "17 member.password-changed member {by=RESET}",
            18 + login.formatted(sixthId, agent),
            "19 member.email-change-requested member {}",
            "20 member.email-changed member {email=" + newEmail + ", by=CHANGE}",
            "21 member.email-changed member {email=" + email + ", by=UNDO}",
            22 + ended + "member {reason=EMAIL_CHANGE_UNDONE, which=ALL}",
            23 + login.formatted(lastId, agent),
            "24 member.deleted member {}");
    assertThat(events).allSatisfy(event -> assertThat(EventSchema.flaws(event)).isEmpty());
    String all = events.toString();
    assertThat(all)
        .doesNotContain(PASSWORD)
        .doesNotContain(refresh(first))
        .doesNotContain(access(first))
        .doesNotContain("bcrypt");
  }

  @Test
  void operatorsActs_areToldWithWhoDidThem(@TempDir Path directory) throws Exception {
    String id = unique("own");
    String email = id + "@example.com";
    Path file = directory.resolve("members.jsonl");
    Files.writeString(
        file,
        "{\"id\":\"%s\",\"email\":\"%s\",\"nickname\":\"%s\",\"passwordHash\":\"%s\"}\n"
            .formatted(
                id,
                email,
                id,
                "pbkdf2_sha256$260000$abcdefghijklmnopqrstuv"
                    + "$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4="));
    AdminCommand ada = new AdminCommand(stack, "ada");
    ada.run("import", file.toString()).ok();
    Answer login = client.login(email, "S3cret-alice");
    for (int i = 0; i < 5; i++) {
      client.login(email, "wrong password");
    }
    ada.run("unlock", email, "--reason", "asked for it").ok();
    ada.run("send-verification", email).ok();
    ada.run("disable", email).ok();
    assertThat(client.refresh(refresh(login)).status()).isEqualTo(401);
    assertThat(client.login(email, "S3cret-alice").code()).isEqualTo("MEMBER_NOT_ACTIVE");
    ada.run("enable", email).ok();
    client.login(email, "S3cret-alice");
    ada.run("end-sessions", email).ok();
    ada.run("delete", email, "--yes").ok();

    List<JsonNode> events = events(id, 16);

    assertThat(texts(events).stream().map(text -> text.replaceFirst(" \\{.*", "")).toList())
        .containsExactly(
            "1 member.imported operator",
            "2 member.login member",
            "3 member.login-failed unknown",
            "4 member.login-failed unknown",
            "5 member.login-failed unknown",
            "6 member.login-failed unknown",
            "7 member.login-failed unknown",
            "8 member.locked unknown",
            "9 member.unlocked operator",
            "10 member.verification-sent operator",
            "11 member.disabled operator",
            "12 member.sessions-ended operator",
            "13 member.enabled operator",
            "14 member.login member",
            "15 member.sessions-ended operator",
            "16 member.deleted operator");
    assertThat(events)
        .allSatisfy(event -> assertThat(EventSchema.flaws(event)).isEmpty())
        .filteredOn(event -> event.path("actor").path("type").asText().equals("operator"))
        .allSatisfy(
            event ->
                assertThat(event.path("actor").path("principal").asText())
                    .isEqualTo("arn:aws:iam::123456789012:user/ada"));
    assertThat(events.get(8).path("actor").path("reason").asText()).isEqualTo("asked for it");
    assertThat(events.toString()).doesNotContain("pbkdf2").doesNotContain("S3cret");
  }

  @Test
  void wrongPasswords_lockTheLogin_andTheOwnersPasswordWaitsToo() {
    String email = client.activeMember();
    for (int i = 0; i < 5; i++) {
      assertThat(client.login(email, "wrong password").code()).isEqualTo("WRONG_PASSWORD");
    }

    Answer locked = client.login(email, PASSWORD);

    assertThat(locked.status()).isEqualTo(429);
    assertThat(locked.code()).isEqualTo("LOGIN_LOCKED");
    assertThat(locked.header("Retry-After")).isEqualTo("1");
    assertThat(locked.json().path("retryAfterSeconds").asInt()).isEqualTo(1);
    assertThat(locked.cookies()).isEmpty();
    Answer later =
        Eventually.get(
            () -> client.login(email, PASSWORD), a -> a.status() == 200, "the end of the lock");
    String id = client.me(access(later)).json().path("id").asText();
    List<JsonNode> events = events(id, 9);
    assertThat(events.get(6).path("data").path("failures").asInt()).isEqualTo(5);
    assertThat(events.get(7).path("type").asText()).isEqualTo("member.locked");
    assertThat(events.get(8).path("type").asText()).isEqualTo("member.login");
    assertThat(events).allSatisfy(event -> assertThat(EventSchema.flaws(event)).isEmpty());
  }

  @Test
  void wrongPasswords_manyAtOnce_getNoMoreAnswersThanOneAfterTheOther() {
    String email = client.activeMember();

    List<Answer> answers = InParallel.times(30, i -> client.login(email, "wrong password " + i));

    List<String> codes = answers.stream().map(Answer::code).toList();
    assertThat(codes).containsOnly("WRONG_PASSWORD", "LOGIN_LOCKED");
    // More than five where the 30 took longer than the first locks of 1, 2 and 4 seconds.
    assertThat(Collections.frequency(codes, "WRONG_PASSWORD")).isBetween(5, 9);
  }

  @Test
  void logins_manyAtOnceOfOneMember_allSucceedAndAreNumbered() {
    String email = client.activeMember();

    List<Answer> answers = InParallel.times(20, i -> client.login(email, PASSWORD));

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    String id = client.me(access(answers.getFirst())).json().path("id").asText();
    List<JsonNode> events = events(id, 22);
    assertThat(events.stream().map(e -> e.path("sequence").asInt()).toList())
        .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 22).boxed().toList());
  }
}
