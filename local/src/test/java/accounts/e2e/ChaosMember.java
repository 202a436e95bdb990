package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.local.mail.Mail;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody who uses the API at random while stores fail and functions die, knows what the answers
 * told, and expects no more and no less. For one thread.
 */
final class ChaosMember {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f-]{36}\\.[A-Za-z0-9_-]{43}");

  /** What is known of the account. */
  private enum State {
    NONE,
    /** Asked for, and the answer lost. */
    PERHAPS,
    PENDING,
    ACTIVE,
    /** Its deletion was asked for, and the answer lost. */
    PERHAPS_GONE
  }

  private final LocalStack stack;
  private final Client client;
  private final Random random;
  private final String prefix;
  private final Map<Integer, Integer> statuses = new HashMap<>();
  private final Map<String, Integer> promisedMails = new HashMap<>();
  private final Set<String> spent = new HashSet<>();
  private final Set<String> ids = new HashSet<>();
  private int names;
  private State state = State.NONE;
  private String email = "";
  private String nickname = "";

  /** Those that may be the present one; the answers to changes may have been lost. */
  private final Set<String> passwords = new TreeSet<>();

  private Optional<String> access = Optional.empty();
  private Optional<String> refresh = Optional.empty();

  ChaosMember(LocalStack stack, String prefix, Random random) {
    this.stack = stack;
    this.client = new Client(stack);
    this.prefix = prefix;
    this.random = random;
  }

  /** How many answers had which status. */
  Map<Integer, Integer> statuses() {
    return statuses;
  }

  /** How many mails have to come to each address at least. */
  Map<String, Integer> promisedMails() {
    return promisedMails;
  }

  /** Whose account it was, one after the other. */
  Set<String> ids() {
    return ids;
  }

  private String name() {
    return prefix + "-" + ++names;
  }

  private Answer note(Answer answer) {
    statuses.merge(answer.status(), 1, Integer::sum);
    // A fault of a store is no fault of the function's.
    assertThat(answer.status()).as(answer.toString()).isNotEqualTo(500);
    return answer;
  }

  private static boolean isOk(Answer answer) {
    return answer.status() / 100 == 2;
  }

  private static boolean isUnknown(Answer answer) {
    return answer.status() >= 500;
  }

  private void promise(Answer answer, String to) {
    if (isOk(answer)) {
      promisedMails.merge(to, 1, Integer::sum);
    }
  }

  /** One more act: one or two calls. */
  void act() {
    switch (state) {
      case NONE, PERHAPS -> signUp();
      case PENDING -> verifyOrResend();
      case PERHAPS_GONE -> logIn();
      case ACTIVE -> {
        if (access.isEmpty() || random.nextInt(8) == 0) {
          logIn();
        } else {
          live(access.get());
        }
      }
    }
  }

  private void signUp() {
    if (state == State.NONE) {
      String name = name();
      email = Hand.address(name);
      nickname = name;
      passwords.clear();
      passwords.add(Client.PASSWORD);
      access = Optional.empty();
      refresh = Optional.empty();
    }
    Answer answer = note(client.signup(email, nickname));
    promise(answer, email);
    if (isOk(answer) || (state == State.PERHAPS && answer.code().equals("EMAIL_TAKEN"))) {
      state = State.PENDING;
    } else {
      assertThat(isUnknown(answer)).as(answer.toString()).isTrue();
      state = State.PERHAPS;
    }
  }

  private void verifyOrResend() {
    Optional<String> code = newest(email, "(?s).*code is: ([A-Z0-9]{6}).*");
    if (code.isEmpty() || spent.contains(code.get()) || random.nextInt(6) == 0) {
      Answer answer = note(client.resend(email, Client.PASSWORD));
      promise(answer, email);
      assertThat(isOk(answer) || isUnknown(answer)).as(answer.toString()).isTrue();
      return;
    }
    Answer answer = note(client.verify(email, code.get()));
    if (isOk(answer)) {
      state = State.ACTIVE;
      assertThat(isOk(note(client.verify(email, code.get())))).as("used twice").isFalse();
    } else if (!isUnknown(answer)) {
      // An older one than the newest, or held by a function that died: another is asked for.
      assertThat(answer.code()).isEqualTo("CODE_INVALID");
      spent.add(code.get());
    }
  }

  private void logIn() {
    String password =
        passwords.stream().skip(random.nextInt(passwords.size())).findFirst().orElse("");
    Answer answer = note(client.login(email, password));
    if (isOk(answer)) {
      state = State.ACTIVE;
      // Whatever was under way came before, or never will: the login moved the version on.
      passwords.retainAll(Set.of(password));
      access = Optional.of(answer.cookie("access_token"));
      refresh = Optional.of(answer.cookie("refresh_token"));
    } else if (answer.code().equals("WRONG_PASSWORD")) {
      passwords.remove(password);
      assertThat(passwords).as("One of them was the password: " + email).isNotEmpty();
    } else if (answer.code().equals("MEMBER_NOT_FOUND")) {
      assertThat(state).as(email).isEqualTo(State.PERHAPS_GONE);
      state = State.NONE;
    } else {
      assertThat(isUnknown(answer) || answer.status() == 429).as(answer.toString()).isTrue();
    }
  }

  private void live(String token) {
    switch (random.nextInt(13)) {
      case 0, 1 -> me(token);
      case 2 -> refreshOrEnd();
      case 3 -> expectSession(note(client.sessions(token)));
      case 4 -> expectSession(note(client.export(token)));
      case 5 -> rename(token);
      case 6 -> changePassword(token);
      case 7 -> changeEmail(token);
      case 8 -> resetPassword();
      case 9 -> endOneSession(token);
      case 10 -> {
        Answer answer = note(client.logout(token, refresh.orElse("")));
        if (isOk(answer)) {
          access = Optional.empty();
        }
      }
      case 11 -> {
        expectSession(note(client.logoutAll(token)));
        access = Optional.empty();
      }
      default -> {
        if (random.nextInt(3) == 0) {
          delete(token);
        } else {
          me(token);
        }
      }
    }
  }

  /** A token is good for minutes, whatever became of its session: nobody is deleted unasked. */
  private void expectSession(Answer answer) {
    assertThat(isOk(answer) || isUnknown(answer)).as(email + " " + answer).isTrue();
  }

  private void me(String token) {
    Answer answer = note(client.me(token));
    expectSession(answer);
    if (isOk(answer)) {
      ids.add(answer.json().path("id").asText());
      assertThat(answer.json().path("email").asText()).isEqualTo(email);
    }
  }

  private void refreshOrEnd() {
    Answer answer = note(client.refresh(refresh.orElse("")));
    if (isOk(answer)) {
      access = Optional.of(answer.cookie("access_token"));
      refresh = Optional.of(answer.cookie("refresh_token"));
    } else if (!isUnknown(answer)) {
      // A new password, the end of all sessions, or an answer lost for longer than ten seconds.
      assertThat(answer.code()).isEqualTo("REFRESH_TOKEN_INVALID");
      access = Optional.empty();
    }
  }

  private void rename(String token) {
    String wanted = name();
    Answer answer = note(client.updateMe(token, Map.of("nickname", wanted)));
    expectSession(answer);
    if (isOk(answer)) {
      assertThat(answer.json().path("nickname").asText()).isEqualTo(wanted);
    }
  }

  private void changePassword(String token) {
    String present = passwords.iterator().next();
    String wanted = "password of " + name();
    Answer answer = note(client.changePassword(token, present, wanted));
    promise(answer, email);
    if (isOk(answer)) {
      passwords.clear();
      passwords.add(wanted);
    } else if (isUnknown(answer)) {
      passwords.add(wanted);
    } else {
      assertThat(answer.code()).as(answer.toString()).isEqualTo("WRONG_PASSWORD");
      passwords.remove(present);
      assertThat(passwords).as("One of them was the password: " + email).isNotEmpty();
    }
  }

  /** Asks for it only: to confirm it is a matter of the mailbox, which may take its time. */
  private void changeEmail(String token) {
    String wanted = Hand.address(name());
    Answer asked = note(client.changeEmail(token, wanted, passwords.iterator().next()));
    promise(asked, wanted);
    if (!isOk(asked)) {
      assertThat(isUnknown(asked) || asked.code().equals("WRONG_PASSWORD"))
          .as(asked.toString())
          .isTrue();
      return;
    }
    Optional<String> code = awaited(wanted, "(?s).*([A-Z0-9]{6})\\s*");
    if (code.isEmpty()) {
      return;
    }
    Answer answer = note(client.confirmEmailChange(token, code.get()));
    if (isUnknown(answer)) {
      // It is the one or the other; the profile tells.
      answer = settle(() -> client.me(token));
      email = answer.json().path("email").asText();
      assertThat(List.of(email, wanted)).contains(email);
    } else if (isOk(answer)) {
      promise(answer, email);
      email = wanted;
      assertThat(isOk(note(client.confirmEmailChange(token, code.get())))).as("twice").isFalse();
    } else {
      assertThat(answer.code()).isEqualTo("CODE_INVALID");
    }
  }

  private void resetPassword() {
    Answer asked = note(client.resetPassword(email));
    assertThat(isOk(asked) || isUnknown(asked)).as(asked.toString()).isTrue();
    Optional<String> token =
        stack.mailbox().messagesTo(email).stream()
            .filter(mail -> mail.subject().contains("password"))
            .map(Mail::text)
            .map(TOKEN::matcher)
            .filter(Matcher::find)
            .map(Matcher::group)
            .filter(t -> !spent.contains(t))
            .reduce((a, b) -> b);
    if (token.isEmpty()) {
      return;
    }
    String wanted = "password of " + name();
    Answer answer = note(client.confirmPasswordReset(token.get(), wanted));
    promise(answer, email);
    if (isOk(answer)) {
      passwords.clear();
      passwords.add(wanted);
      assertThat(isOk(note(client.confirmPasswordReset(token.get(), wanted)))).isFalse();
    } else if (isUnknown(answer)) {
      passwords.add(wanted);
    } else {
      assertThat(answer.code()).isEqualTo("TOKEN_INVALID");
    }
    if (!isUnknown(answer)) {
      spent.add(token.get());
    }
  }

  private void endOneSession(String token) {
    Answer list = note(client.sessions(token));
    if (!isOk(list) || list.json().path("sessions").isEmpty()) {
      return;
    }
    JsonNode last = list.json().path("sessions").get(list.json().path("sessions").size() - 1);
    Answer answer = note(client.endSession(last.path("id").asText(), token));
    assertThat(isOk(answer) || isUnknown(answer) || answer.code().equals("SESSION_NOT_FOUND"))
        .as(answer.toString())
        .isTrue();
  }

  private void delete(String token) {
    String present = passwords.iterator().next();
    Answer answer = note(client.deleteMe(token, present));
    if (isOk(answer) || isUnknown(answer)) {
      // With the account goes what is still to be mailed to it.
      promisedMails.replaceAll(
          (to, count) -> Math.min(count, stack.mailbox().messagesTo(to).size()));
    }
    if (isOk(answer)) {
      promise(answer, email);
      state = State.NONE;
    } else if (isUnknown(answer)) {
      state = State.PERHAPS_GONE;
      access = Optional.empty();
    } else {
      assertThat(answer.code()).as(answer.toString()).isEqualTo("WRONG_PASSWORD");
      passwords.remove(present);
      assertThat(passwords).as("One of them was the password: " + email).isNotEmpty();
    }
  }

  private Optional<String> newest(String to, String pattern) {
    return stack.mailbox().messagesTo(to).stream()
        .map(mail -> Pattern.compile(pattern).matcher(mail.text()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .reduce((a, b) -> b);
  }

  /** Waits a little for a mail. */
  private Optional<String> awaited(String to, String pattern) {
    Optional<String> found = newest(to, pattern);
    for (int i = 0; i < 20 && found.isEmpty(); i++) {
      pause(100);
      found = newest(to, pattern);
    }
    return found;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The answer to a call that is made until it has one. */
  private Answer settle(Supplier<Answer> call) {
    return Eventually.get(() -> note(call.get()), answer -> !isUnknown(answer), "an answer");
  }

  /** Now that nothing fails any more: the account is whole, or gone and its names free. */
  void heal() {
    for (int i = 0; state != State.ACTIVE; i++) {
      assertThat(i).as("It does not heal: " + email + " " + state).isLessThan(40);
      if (state == State.PENDING) {
        verifyWithNewCode();
      } else {
        act();
      }
    }
    access = Optional.empty();
    for (int i = 0; access.isEmpty(); i++) {
      assertThat(i).as("Nobody logs in: " + email).isLessThan(40);
      logIn();
      pause(access.isEmpty() ? 250 : 0);
    }
    me(access.get());
    assertThat(Json.readObject(settle(() -> client.export(access.get())).body())).isPresent();
  }

  private void verifyWithNewCode() {
    int before = stack.mailbox().messagesTo(email).size();
    Answer resent = settle(() -> client.resend(email, Client.PASSWORD));
    assertThat(isOk(resent)).as(resent.toString()).isTrue();
    promise(resent, email);
    Eventually.get(
        () -> stack.mailbox().messagesTo(email).size(), size -> size > before, "mail to " + email);
    // Of mails under way the last need not be the newest: each is tried.
    for (Mail mail : stack.mailbox().messagesTo(email).reversed().subList(0, 1)) {
      String text = mail.text();
      Answer answer = settle(() -> client.verify(email, text.substring(text.length() - 6)));
      if (isOk(answer)) {
        state = State.ACTIVE;
        return;
      }
    }
    pause(500);
  }
}
