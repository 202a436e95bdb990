package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many at once. */
@ExtendWith(StackExtension.class)
class RaceIT {
  private static final int MANY = 30;

  private final LocalStack stack;
  private final Client client;

  RaceIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  @Test
  void signups_withOneEmail_oneSucceedsAndItsCodeWorks() {
    String email = unique("race") + "@example.com";

    List<Answer> answers = InParallel.times(MANY, i -> client.signup(email, unique("r" + i)));

    assertThat(count(answers, 201)).isEqualTo(1);
    assertThat(count(answers, 409)).isEqualTo(MANY - 1);
    assertThat(answers.stream().filter(a -> a.status() == 409).map(Answer::code))
        .containsOnly("EMAIL_TAKEN");
    assertThat(client.verify(email, client.code(email, 1)).status()).isEqualTo(200);
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);
    assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
  }

  @Test
  void signups_withOneNickname_oneSucceedsAndItsCodeWorks() {
    String nickname = unique("race");
    String prefix = unique("n");

    List<Answer> answers =
        InParallel.times(MANY, i -> client.signup(prefix + i + "@example.com", nickname));

    assertThat(count(answers, 201)).isEqualTo(1);
    assertThat(answers.stream().filter(a -> a.status() != 201).map(Answer::code))
        .hasSize(MANY - 1)
        .containsOnly("NICKNAME_TAKEN");
    int winner = answers.stream().map(Answer::status).toList().indexOf(201);
    String email = prefix + winner + "@example.com";
    assertThat(client.verify(email, client.code(email, 1)).status()).isEqualTo(200);
    // The others' addresses are free.
    assertThat(client.signup(prefix + (winner + 1) % MANY + "@example.com", unique("o")).status())
        .isEqualTo(201);
  }

  @Test
  void verifies_withOneCode_oneSucceeds() {
    String email = unique("v") + "@example.com";
    client.signup(email, unique("v"));
    String code = client.code(email, 1);

    List<Answer> answers = InParallel.times(2, i -> client.verify(email, code));

    assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 400);
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void refreshes_withOneToken_allGetTheSameSuccessor() {
    String token = client.loggedIn().cookie("refresh_token");

    List<Answer> answers = InParallel.times(MANY, i -> client.refresh(token));

    assertThat(count(answers, 200)).isEqualTo(MANY);
    Set<String> successors =
        answers.stream().map(a -> a.cookie("refresh_token")).collect(Collectors.toSet());
    assertThat(successors).hasSize(1);
    assertThat(answers.stream().map(a -> a.cookie("access_token")).distinct()).hasSize(1);
    assertThat(client.me(answers.getFirst().cookie("access_token")).status()).isEqualTo(200);
    assertThat(client.refresh(successors.iterator().next()).status()).isEqualTo(200);
  }

  @Test
  void refresh_withATokenTwoGenerationsOld_endsTheSession() {
    String first = client.loggedIn().cookie("refresh_token");
    String second = client.refresh(first).cookie("refresh_token");
    String third = client.refresh(second).cookie("refresh_token");

    assertThat(client.refresh(first).code()).isEqualTo("REFRESH_TOKEN_INVALID");
    assertThat(client.refresh(third).code()).isEqualTo("REFRESH_TOKEN_INVALID");
  }

  private static int count(List<Answer> answers, int status) {
    return Collections.frequency(answers.stream().map(Answer::status).toList(), status);
  }
}
